-- Records what somebody asks of an execution for its owner to find, and wakes it.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 who asks, 4 the intent
-- Result {time, 'RECORDED'}: also where the same intent stands last already
--        {time, 'NOT_FOUND'}: no such execution, or not theirs
--        {time, 'FINISHED'}
--        {time, 'TOO_MANY'}: so many stand that its owner cannot be there, or is busy with others
-- Errors none of its own

local MOST = 100

local key, prefix, id, intent = KEYS[1], ARGV[1], ARGV[2], ARGV[4]
local now, time, micros = clock()
local stored = redis.call('HMGET', key, 'status', 'owner', 'executor', 'intents', 'workflowId', 'limit')
if not stored[1] or (stored[2] or '') ~= ARGV[3] then
  return {time, 'NOT_FOUND'}
end
if TERMINAL[stored[1]] then
  return {time, 'FINISHED'}
end

local asked = standing(key, stored[4])
if asked[#asked] ~= intent then
  if #asked / 2 >= MOST then
    return {time, 'TOO_MANY'}
  end
  add_intent(key, stored[4], micros, intent)
end
wake(prefix, id, stored[3], stored[5], stored[6], intent, now)
return {time, 'RECORDED'}
