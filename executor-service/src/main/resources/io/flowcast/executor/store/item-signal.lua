-- Keeps a signal for one item of a `for` node, once for each, and wakes the execution where that item waits for it: one that
-- comes early is found when the item begins.
--
-- KEYS   1 the execution's hash, 2 the hash of the node's items, 3 the hash of those that wait, 4 the hash of their signals: by
--        its index each item has its own, and `size` says how many bytes they have together
-- ARGV   1 key prefix, 2 execution id, 3 who sends it ('*' for one who may command everybody's), 4 node id, 5 index
--        of the item, 6 how the value in 7 begins where it is the same signal, 7 the signal as the hash keeps it, 8 the intent,
--        9 how many bytes they may have together
-- Result {time, 'RECEIVED'}: also where it is the same as the one that was received before, whatever became of the execution
--        {time, 'NOT_FOUND'}: no such execution, or not theirs
--        {time, 'FINISHED'}
--        {time, 'TAKEN'}: another one for this item was received before
--        {time, 'NO_ITEM'}: the list is shorter
--        {time, 'TOO_MUCH'}: together they would have more bytes than they may
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

local key, items, waits, signals = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local prefix, id, node, index, head, intent = ARGV[1], ARGV[2], ARGV[4], ARGV[5], ARGV[6], ARGV[8]
local most = whole(9)
check(key == prefix .. 'exec:' .. id and items == prefix .. 'items:' .. id .. ':' .. node and waits == items .. ':waits'
  and signals == items .. ':signals', '2 or 4 does not name the keys')
check(#ARGV == 9 and whole(5), 'the signal')
local now, time, micros = clock()
local stored = redis.call('HMGET', key, 'status', 'owner', 'executor', 'intents', 'workflowId', 'limit', 'items')
local kept = redis.call('HMGET', signals, index, 'size')
if not stored[1] or not theirs(stored[2], ARGV[3]) then
  return {time, 'NOT_FOUND'}
end
if kept[1] and string.sub(kept[1], 1, #head) == head then
  return {time, 'RECEIVED'}
end
if TERMINAL[stored[1]] then
  return {time, 'FINISHED'}
end
if kept[1] then
  return {time, 'TAKEN'}
end
local count = string.match(redis.call('HGET', items, 'list') or '', '^%d+')
if count and tonumber(index) >= tonumber(count) then
  return {time, 'NO_ITEM'}
end
local size = tonumber(kept[2] or '0') + #ARGV[7]
if size > most then
  return {time, 'TOO_MUCH'}
end

local waited_for = redis.call('HEXISTS', waits, index) == 1
redis.call('HSET', signals, index, ARGV[7], 'size', text(size))
-- For whoever deletes the execution: its node may never come to it.
local named = stored[7] or ''
if not string.find(' ' .. named .. ' ', ' ' .. node .. ' ', 1, true) then
  redis.call('HSET', key, 'items', named == '' and node or named .. ' ' .. node)
end
if waited_for then
  add_intent(key, stored[4], micros, intent)
  wake(prefix, id, stored[3], stored[5], stored[6], intent, now)
end
return {time, 'RECEIVED'}
