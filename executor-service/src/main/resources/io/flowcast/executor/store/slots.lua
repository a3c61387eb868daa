-- Put in front of scripts of workflows with a limit.

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
    local stored = redis.pcall('HMGET', prefix .. 'exec:' .. next_id, 'status', 'executor', 'limit')
    local alive = stored[1] and not TERMINAL[stored[1]]
    if alive and redis.call('SCARD', slots(prefix, workflow)) >= (tonumber(stored[3] or '1') or 1) then
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
