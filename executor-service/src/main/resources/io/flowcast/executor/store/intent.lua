-- Records what somebody asks of an execution for its owner to find, and wakes it.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 who asks, 4 the intent
-- Result {time, 'RECORDED'}: also where the same intent stands already
--        {time, 'NOT_FOUND'}: no such execution, or not theirs
--        {time, 'FINISHED'}
-- Errors none of its own

local key, prefix, id, intent = KEYS[1], ARGV[1], ARGV[2], ARGV[4]
local now, time = clock()
local stored = redis.call('HMGET', key, 'status', 'owner', 'executor', 'intentSeq', 'intentDone')
if not stored[1] or (stored[2] or '') ~= ARGV[3] then
  return {time, 'NOT_FOUND'}
end
if TERMINAL[stored[1]] then
  return {time, 'FINISHED'}
end

local known = false
for i, value in ipairs(standing(key, stored[4], stored[5])) do
  known = known or (i % 2 == 0 and value == intent)
end
if not known then
  local number = redis.call('HINCRBY', key, 'intentSeq', 1)
  redis.call('HSET', key, 'intent:' .. text(number), intent)
end
if not held(stored[3]) then
  due(prefix, id, time)
end
ring(prefix, id)
return {time, 'RECORDED'}
