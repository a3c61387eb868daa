-- Records what somebody asks of an execution for its owner to find, and wakes it.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 who asks ('*' for one who may command everybody's), 4 the intent, 5 the
--        Idempotency-Key it came with, or ''
-- Result {time, 'RECORDED'}: also where it is in effect already: the same intent stands last; it is, or is about to be,
--        paused; it is to be resumed, or never was paused. And where it came before with this key, and had its effect then,
--        whatever was asked since
--        {time, 'NOT_FOUND'}: no such execution, or not theirs
--        {time, 'FINISHED'}
--        {time, 'TOO_MANY'}: so many stand that its owner cannot be there, or is busy with others; never to a cancel
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

local MOST = 100
-- How many of the last requests with a key are told from new ones, and how many digits of a digest stand for each.
local KEYS_KEPT, DIGITS = 16, 16
-- As Intent writes them.
local PAUSE, RESUME = '{"kind":"pause"}', '{"kind":"resume"}'

local key, prefix, id, intent, with_key = KEYS[1], ARGV[1], ARGV[2], ARGV[4], ARGV[5]
check(#ARGV == 5 and key == prefix .. 'exec:' .. id, '2 does not name the key')
local now, time, micros = clock()
local stored = redis.call('HMGET', key, 'status', 'owner', 'executor', 'intents', 'workflowId', 'limit', 'intentKeys')
if not stored[1] or not theirs(stored[2], ARGV[3]) then
  return {time, 'NOT_FOUND'}
end
if TERMINAL[stored[1]] then
  return {time, 'FINISHED'}
end

local asked = standing(key, stored[4])

local function in_effect()
  if intent ~= PAUSE and intent ~= RESUME then
    return asked[#asked] == intent
  end
  local paused = stored[1] == 'paused'
  for i = 2, #asked, 2 do
    if asked[i] == PAUSE or asked[i] == RESUME then
      paused = asked[i] == PAUSE
    end
  end
  return paused == (intent == PAUSE)
end

local known = stored[7] or ''
local digest = with_key ~= '' and string.sub(redis.sha1hex(intent .. with_key), 1, DIGITS)
local repeated = digest and string.find(known, digest, 1, true)
local new = not repeated and not in_effect()
if new and #asked / 2 >= MOST and intent ~= CANCEL then
  return {time, 'TOO_MANY'}
end
if digest and not repeated then
  -- Also of one that changes nothing: what changes after it is not undone by its repetition.
  redis.call('HSET', key, 'intentKeys', string.sub(known .. digest, -KEYS_KEPT * DIGITS))
end

if new then
  add_intent(key, stored[4], micros, intent)
elseif #asked == 0 then
  -- Nobody is to be woken for it.
  return {time, 'RECORDED'}
end
wake(prefix, id, stored[3], stored[5], stored[6], intent, now)
return {time, 'RECORDED'}
