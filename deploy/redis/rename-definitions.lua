-- Gives definitions and schedules that a version before 0.1.0 kept the names under which 0.1.0 looks for them. What is there under
-- the new name already stays as it is: files are put anew at each start. Can be run again.
--
--   redis-cli --eval deploy/redis/rename-definitions.lua
--
-- KEYS   none; not for a Redis Cluster, on which versions before 0.1.0 kept no definitions
-- Result how many workflows were renamed
-- Errors none of its own

local about = 'flow:{definitions}:'
local renamed = 0

local function join(from, to)
  local flat = redis.call('HGETALL', from)
  for i = 1, #flat, 2 do
    redis.call('HSETNX', to, flat[i], flat[i + 1])
  end
  redis.call('DEL', from)
end

local latest = redis.call('HGETALL', 'flow:definitions')
for i = 1, #latest, 2 do
  local id = latest[i]
  local there = redis.call('HEXISTS', about .. 'latest', id) == 1
  for old, new in pairs({['flow:definition:'] = 'versions:', ['flow:definition-hashes:'] = 'hashes:', ['flow:definition-versions:'] = 'summaries:'}) do
    if there then
      redis.call('DEL', old .. id)
    elseif redis.call('EXISTS', old .. id) == 1 then
      redis.call('RENAME', old .. id, about .. new .. id)
    end
  end
  if not there then
    redis.call('HSET', about .. 'latest', id, latest[i + 1])
    renamed = renamed + 1
  end
end
redis.call('DEL', 'flow:definitions')
join('flow:definitions:deleted', about .. 'deleted')
join('flow:triggers', about .. 'triggers')
redis.call('DEL', 'flow:definitions:changes')
redis.call('INCR', about .. 'changes')
return renamed
