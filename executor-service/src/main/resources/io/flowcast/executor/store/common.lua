-- Put in front of every script of the executions. It only defines; each script states what it reads and writes.
--
-- An execution's keys all start with the prefix flow:{p}: and so lie in one slot. Numbers are formatted with %.0f:
-- tostring would turn a fence into 1.79e+15.

local TERMINAL = {completed = true, failed = true, cancelled = true}
local STATUSES = {'pending', 'running', 'waiting', 'paused', 'completed', 'failed', 'cancelled'}
-- HSET, HDEL and the like take at most this many arguments at once: Lua's stack ends at 8,000.
local CHUNK = 2000

local function text(number)
  return string.format('%.0f', number)
end

-- Redis' clock, the same throughout one script: milliseconds as a number, milliseconds as text, microseconds.
local function clock()
  local time = redis.call('TIME')
  local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local millis = math.floor(micros / 1000)
  return millis, text(millis), micros
end

-- Never used before, not even where a failover lost the stored one.
local function next_fence(stored, micros)
  return text(math.max((tonumber(stored or '0') or 0) + 1, micros))
end

local function sequence(event_id)
  return tonumber(string.match(event_id, '^%d+'))
end

local function held(executor)
  return executor and executor ~= ''
end

-- Sets the fields and values in ARGV[first..last].
local function set_fields(key, first, last)
  for from = first, last, CHUNK do
    redis.call('HSET', key, unpack(ARGV, from, math.min(from + CHUNK - 1, last)))
  end
end

-- How many events there are in the pairs of number and text that start at ARGV[first].
local function count_events(first)
  local count = 0
  for i = first, #ARGV, 2 do
    count = count + tonumber(ARGV[i])
  end
  return count
end

-- Appends an entry for each pair of number of events and their text that starts at ARGV[first], up from the sequence after
-- `seq`. The first write of a script: where the log does not take it, nothing is written at all.
local function append(prefix, id, max_length, seq, fence, first)
  local log = prefix .. 'log:' .. id
  for i = first, #ARGV, 2 do
    seq = seq + tonumber(ARGV[i])
    redis.call('XADD', log, 'MAXLEN', '~', max_length, text(seq) .. '-' .. fence, 'events', ARGV[i + 1])
  end
end

-- The last write of a script: whoever hears of an event finds it in the log. A message an entry: its id, and its text.
local function publish(prefix, id, seq, fence, first)
  local channel = prefix .. 'events:' .. id
  for i = first, #ARGV, 2 do
    seq = seq + tonumber(ARGV[i])
    redis.call('PUBLISH', channel, text(seq) .. '-' .. fence .. '\n' .. ARGV[i + 1])
  end
end

local function due(prefix, id, at)
  redis.call('ZADD', prefix .. 'due', at, id)
end

local function ring(prefix, id)
  redis.call('PUBLISH', prefix .. 'bell', id)
end

-- Executions of nobody in particular are in no index of an owner's.
local ANYBODY = 'anybody'

local function owned(owner)
  return owner and owner ~= '' and owner ~= ANYBODY
end

local function add_to_status(prefix, id, workflow, status, start_time, owner)
  redis.call('ZADD', prefix .. 'index:' .. status, start_time, id)
  redis.call('ZADD', prefix .. 'index:workflow:' .. workflow .. ':' .. status, start_time, id)
  if owned(owner) then
    redis.call('ZADD', prefix .. 'index:owner-status:' .. status .. ':' .. owner, start_time, id)
    redis.call('ZADD', prefix .. 'index:owner-workflow:' .. workflow .. ':' .. status .. ':' .. owner, start_time, id)
  end
end

local function add_to_indexes(prefix, id, workflow, status, start_time, owner)
  redis.call('ZADD', prefix .. 'index', start_time, id)
  redis.call('ZADD', prefix .. 'index:workflow:' .. workflow, start_time, id)
  if owned(owner) then
    redis.call('ZADD', prefix .. 'index:owner:' .. owner, start_time, id)
    redis.call('ZADD', prefix .. 'index:owner-workflow:' .. workflow .. ':' .. owner, start_time, id)
  end
  add_to_status(prefix, id, workflow, status, start_time, owner)
end

local function remove_from_status(prefix, id, workflow, status, owner)
  redis.call('ZREM', prefix .. 'index:' .. status, id)
  redis.call('ZREM', prefix .. 'index:workflow:' .. workflow .. ':' .. status, id)
  if owned(owner) then
    redis.call('ZREM', prefix .. 'index:owner-status:' .. status .. ':' .. owner, id)
    redis.call('ZREM', prefix .. 'index:owner-workflow:' .. workflow .. ':' .. status .. ':' .. owner, id)
  end
end

local function remove_from_indexes(prefix, id, workflow, status, owner)
  redis.call('ZREM', prefix .. 'index', id)
  redis.call('ZREM', prefix .. 'index:workflow:' .. workflow, id)
  if owned(owner) then
    redis.call('ZREM', prefix .. 'index:owner:' .. owner, id)
    redis.call('ZREM', prefix .. 'index:owner-workflow:' .. workflow .. ':' .. owner, id)
  end
  remove_from_status(prefix, id, workflow, status, owner)
end

-- Whether an execution is there for whoever asks: '*' stands for those who may command everybody's.
local function theirs(owner, asker)
  return asker == '*' or (owner or '') == asker
end

-- The value of a field among the pairs in ARGV[first..last]; false where it is not.
local function argument(name, first, last)
  for i = first, last, 2 do
    if ARGV[i] == name then
      return ARGV[i + 1]
    end
  end
  return false
end

-- For whoever shows lists: an execution appeared (`previous` is '' then) or changed its status. One command when that
-- happens and none at any other step; whoever reads the feed blocks on it, so nothing is published. `shown` is what lists
-- show of an execution: start time, name, version, end time, owner, each false where there is none.
local FEED = 10000

local function feed(prefix, id, workflow, status, previous, last, shown)
  redis.call('XADD', prefix .. 'feed', 'MAXLEN', '~', FEED, '*', 'id', id, 'workflowId', workflow, 'status', status,
    'previous', previous, 'lastId', last, 'startTime', shown[1] or '', 'workflowName', shown[2] or '', 'version',
    shown[3] or '', 'endTime', shown[4] or '', 'owner', shown[5] or '')
end

-- The intents that stand: number, value, number, value... `list` is the field that names them, so that an execution of
-- which nothing is asked costs no read.
local function standing(key, list)
  local found = {}
  for number in string.gmatch(list or '', '%d+') do
    found[#found + 1] = number
    found[#found + 1] = redis.call('HGET', key, 'intent:' .. number) or ''
  end
  return found
end

-- Adds an intent to those that stand, and gives its number: never used before, not even where a failover lost some.
local function add_intent(key, list, micros, intent)
  -- Looked for at its end alone: the list may name thousands.
  local last = tonumber(string.match(string.sub(list or '', -20), '%d+$') or '0')
  local number = text(math.max(last + 1, micros))
  redis.call('HSET', key, 'intent:' .. number, intent, 'intents', (list and list ~= '') and list .. ' ' .. number or number)
end

-- Notes with an execution that another one runs it once more: the last so many of them, the latest first.
local RERUNS = 20

local function link_rerun(prefix, rerun_of, id)
  local key = prefix .. 'exec:' .. rerun_of
  local by = {id}
  for other in string.gmatch(redis.call('HGET', key, 'rerunBy') or '', '%S+') do
    if other == id then
      return
    end
    if #by < RERUNS then
      by[#by + 1] = other
    end
  end
  redis.call('HSET', key, 'rerunBy', table.concat(by, ' '))
end

-- The executions of a workflow with a limit that run, a set; and those that stand in line for a slot, oldest first.
local function slots(prefix, workflow)
  return prefix .. 'slots:' .. workflow
end

local function line(prefix, workflow)
  return prefix .. 'line:' .. workflow
end

-- An execution of a workflow with a limit has ended: whoever is next in line runs, where its own limit lets it. One that
-- is held stood in line when it was taken up, to be ended: its lease stays.
local function leave_slot(prefix, id, workflow, now)
  redis.call('ZREM', line(prefix, workflow), id)
  redis.call('SREM', slots(prefix, workflow), id)
  while true do
    local next_id = redis.call('ZRANGE', line(prefix, workflow), 0, 0)[1]
    if not next_id then
      return
    end
    local stored = redis.call('HMGET', prefix .. 'exec:' .. next_id, 'status', 'executor', 'limit')
    local alive = stored[1] and not TERMINAL[stored[1]]
    if alive and redis.call('SCARD', slots(prefix, workflow)) >= tonumber(stored[3] or '1') then
      return
    end
    redis.call('ZREM', line(prefix, workflow), next_id)
    if alive then
      redis.call('SADD', slots(prefix, workflow), next_id)
      if not held(stored[2]) then
        due(prefix, next_id, text(now))
        ring(prefix, next_id)
      end
    end
  end
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
  local stored = redis.call('HMGET', key, 'status', 'executor', 'intents', 'workflowId', 'limit')
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
      local waits = redis.call('HGETALL', prefix .. 'items:' .. items .. ':waits')
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

-- Puts an execution in the index of those that another one started.
local function add_to_parent(prefix, id, parent, start_time)
  redis.call('ZADD', prefix .. 'index:parent:' .. parent, start_time, id)
end

-- Notes that an executor is there, and answers the time before which no takeover may happen. Was nobody there for
-- `stale` ms (Redis stalled, restarted, or there was no executor), then living owners could not renew, and get
-- `grace` ms to do so. Answers the value of one more key as well, which costs no command.
local function beat(prefix, now, stale, grace, also)
  local stored = redis.call('MGET', prefix .. 'beat', prefix .. 'grace', also or prefix .. 'beat')
  local till = tonumber(stored[2] or '0')
  redis.call('SET', prefix .. 'beat', text(now))
  if now - tonumber(stored[1] or '0') > tonumber(stale) then
    till = now + tonumber(grace)
    redis.call('SET', prefix .. 'grace', text(till), 'PX', grace)
  end
  return till, stored[3]
end
