-- Put in front of scripts that ask something of an execution (after slots.lua).

-- Adds an intent to those that stand, and gives its number: never used before, not even where a failover lost some.
local function add_intent(key, list, micros, intent)
  -- Looked for at its end alone: the list may name thousands.
  local last = tonumber(string.match(string.sub(list or '', -20), '%d+$') or '0')
  local number = text(math.max(last + 1, micros))
  redis.call('HSET', key, 'intent:' .. number, intent, 'intents', (list and list ~= '') and list .. ' ' .. number or number)
end

local CANCEL = '{"kind":"cancel"}'

-- Wakes whoever holds an execution, and nobody else, or makes it due for anybody. One that stands in line is left there,
-- unless it is to be cancelled.
local function wake(prefix, id, executor, workflow, limit, intent, now)
  if held(executor) then
    redis.call('PUBLISH', prefix .. 'bell', id .. ' held')
    return
  end
  local in_line = limit and limit ~= '' and redis.call('ZSCORE', line(prefix, workflow), id)
  if in_line and intent ~= CANCEL then
    return
  end
  due(prefix, id, text(now))
  ring(prefix, id)
end

local function deliver_to(prefix, micros, now, id, intent)
  local key = prefix .. 'exec:' .. id
  local stored = redis.pcall('HMGET', key, 'status', 'executor', 'intents', 'workflowId', 'limit')
  if stored[1] and not TERMINAL[stored[1]] then
    add_intent(key, stored[3], micros, intent)
    wake(prefix, id, stored[2], stored[4], stored[5], intent, now)
  end
end

-- Delivers intents to other executions of this partition: pairs of execution id and intent in ARGV[first..last]. One that
-- has ended, or is gone, needs them no more. '<execution id>:<node id>:<retries>' stands for all those that the items of that
-- `for` node wait for, at that retry of it.
local function deliver(prefix, micros, now, first, last)
  for i = first, last, 2 do
    local items, retries = string.match(ARGV[i], '^(.+):(%d+)$')
    if items then
      local waits = redis.pcall('HGETALL', prefix .. 'items:' .. items .. ':waits')
      for at = 1, #waits, 2 do
        local wait = waits[at + 1]
        -- What else is noted there is nobody's to be read as an item.
        local child = string.match(waits[at], '^%d+$') and string.match(wait, '"child":"([^"]+)"')
        if child and string.match(wait, '"of":(%d+)') == retries then
          deliver_to(prefix, micros, now, child, ARGV[i + 1])
        end
      end
    else
      deliver_to(prefix, micros, now, ARGV[i], ARGV[i + 1])
    end
  end
end
