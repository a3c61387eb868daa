-- Writes back what a failover lost of an execution: the events after the stored last one under their own ids, the whole
-- state, fence, executor, indexes, due; publishes those events.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 executor, 4 lease in ms, 5 length to trim the log to, 6 fence, 7 '1' where an
--        execution that is gone is written anew, else '0', 8 status, 9 workflow id, 10 start time, 11 number n of field
--        arguments, 12 number k of notice arguments, 13.. n fields and values, k execution ids and the intents they are to
--        get, then id and line of each of the last events, in order; they become an
--        entry each
-- Result {time, 'FENCED'}: a higher fence is stored
--        {time, 'DONE', {number, value, ... of the intents that stand}}
--        {time, 'DIVERGED'}: what is stored is no beginning of those events (it ends neither among them nor with the
--        sequence just before them), or is gone for good; nothing written
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

local key, prefix, id, fence = KEYS[1], ARGV[1], ARGV[2], ARGV[6]
local status, workflow, start_time = ARGV[8], ARGV[9], text(whole(10))
local log = prefix .. 'log:' .. id
local notices = 13 + whole(11)
local tail = notices + whole(12)
local lease = whole(4)
whole(5)
check(key == prefix .. 'exec:' .. id, '2 does not name the key')
check_status(8)
check(notices % 2 == 1 and tail % 2 == 1 and #ARGV % 2 == 0 and tail < #ARGV, 'the fields, notices or events are no pairs')
for i = tail, #ARGV, 2 do
  local seq, its_fence = string.match(ARGV[i], '^(%d+)%-(%d+)$')
  check(seq and #seq < 16 and #its_fence < 17, i .. ' is no event id')
  check(i == tail or tonumber(seq) == sequence(ARGV[i - 2]) + 1, i .. ' is not the next event')
end
local now, time, micros = clock()

-- Where in ARGV the events start that come after this one; nil where it is not known.
local function after(event_id)
  if sequence(event_id) == sequence(ARGV[tail]) - 1 then
    return tail
  end
  for i = tail, #ARGV, 2 do
    if ARGV[i] == event_id then
      return i + 2
    end
  end
  return nil
end

local stored = redis.call('HMGET', key, 'fence', 'lastId')
if stored[1] and tonumber(stored[1]) > tonumber(fence) then
  return {time, 'FENCED'}
end
local exists = stored[2]
if exists then
  if not after(stored[2]) then
    return {time, 'DIVERGED'}
  end
elseif ARGV[7] ~= '1' then
  return {time, 'DIVERGED'}
end
-- The log itself says what it lacks: it may be shorter or longer than the hash says, or gone.
local top = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1]
local missing = tail
if top then
  missing = after(top[1])
  if not missing then
    return {time, 'DIVERGED'}
  end
end

for i = missing, #ARGV, 2 do
  -- The first write: a log that once had later entries refuses it, and then nothing has been written.
  local added = redis.pcall(
    'XADD', log, 'MAXLEN', '~', ARGV[5], ARGV[i], 'events', ARGV[i + 1])
  if type(added) == 'table' and added.err then
    if i == missing and string.find(added.err, 'equal or smaller', 1, true) then
      return {time, 'DIVERGED'}
    end
    return added
  end
end
for i = 13, notices - 1, 2 do
  -- What was asked of it since is not the owner's to overwrite.
  if not exists or string.sub(ARGV[i], 1, 6) ~= 'intent' then
    redis.call('HSET', key, ARGV[i], ARGV[i + 1])
  end
end
local retry_of = redis.call('HGET', key, 'retryOf')
if retry_of and redis.call('EXISTS', prefix .. 'exec:' .. retry_of) == 1 then
  -- Its creation may have been lost as well, and with it that there is a retry already.
  redis.call('HSETNX', prefix .. 'exec:' .. retry_of, 'retriedBy', id)
end
local rerun_of = redis.call('HGET', key, 'rerunOf')
if rerun_of and redis.call('EXISTS', prefix .. 'exec:' .. rerun_of) == 1 then
  link_rerun(prefix, rerun_of, id)
end
local ended = TERMINAL[status]
redis.call('HSET', key, 'lastId', ARGV[#ARGV - 1], 'fence', fence, 'executor', ended and '' or ARGV[3])
local owner = redis.call('HGET', key, 'owner')
start_time = redis.call('ZSCORE', prefix .. 'index', id) or start_time
for other in string.gmatch(STATUSES, '%a+') do
  if other ~= status then
    remove_from(status_indexes(prefix, workflow, other, owner), id)
  end
end
add_to(lasting_indexes(prefix, workflow, owner), id, start_time)
add_to(status_indexes(prefix, workflow, status, owner), id, start_time)
-- What it was before is not known; nor is whether the feed lost anything.
local shown = redis.call('HMGET', key, 'workflowName', 'version', 'endTime')
feed(prefix, id, workflow, status, '', ARGV[#ARGV - 1], {start_time, shown[1], shown[2], shown[3], owner})
local parent = string.match(redis.call('HGET', key, 'parent') or '', '^%S+')
if parent and redis.call('EXISTS', prefix .. 'exec:' .. parent) == 1 then
  add_to_parent(prefix, id, parent, start_time)
end
local limit = redis.call('HGET', key, 'limit')
if ended then
  redis.call('ZREM', prefix .. 'due', id)
  redis.call('ZADD', prefix .. 'ended', time, id)
  if limit then
    leave_slot(prefix, id, workflow, now)
  end
else
  if limit then
    redis.call('ZREM', line(prefix, workflow), id)
    redis.call('SADD', slots(prefix, workflow), id)
  end
  due(prefix, id, text(now + lease))
end
deliver(prefix, micros, now, notices, tail - 1)
for i = missing, #ARGV, 2 do
  redis.call('PUBLISH', prefix .. 'events:' .. id, ARGV[i] .. '\n' .. ARGV[i + 1])
end
return {time, 'DONE', standing(key, redis.call('HGET', key, 'intents'))}
