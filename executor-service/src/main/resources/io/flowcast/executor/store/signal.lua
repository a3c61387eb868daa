-- Keeps a signal with its execution, once for each name, for its owner to find, and wakes it.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 who sends it ('*' for one who may command everybody's), 4 its name, 5 how the
--        value in 6 begins where it is the same signal, 6 the signal as the hash keeps it, 7 the intent
-- Result {time, 'RECEIVED'}: also where it is the same as the one that was received before, whatever became of the execution
--        {time, 'NOT_FOUND'}: no such execution, or not theirs
--        {time, 'FINISHED'}
--        {time, 'TAKEN'}: another one of this name was received before
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

local key, prefix, id, field, head, intent = KEYS[1], ARGV[1], ARGV[2], 'signal:' .. ARGV[4], ARGV[5], ARGV[7]
check(#ARGV == 7 and key == prefix .. 'exec:' .. id, '2 does not name the key')
local now, time, micros = clock()
local stored = redis.call('HMGET', key, 'status', 'owner', 'executor', 'intents', 'workflowId', 'limit', field)
local received = stored[7]
if not stored[1] or not theirs(stored[2], ARGV[3]) then
  return {time, 'NOT_FOUND'}
end
if received and string.sub(received, 1, #head) == head then
  return {time, 'RECEIVED'}
end
if TERMINAL[stored[1]] then
  return {time, 'FINISHED'}
end
if received then
  return {time, 'TAKEN'}
end

redis.call('HSET', key, field, ARGV[6])
add_intent(key, stored[4], micros, intent)
wake(prefix, id, stored[3], stored[5], stored[6], intent, now)
return {time, 'RECEIVED'}
