-- Writes a new execution: log, hash, indexes, due, the record of its Idempotency-Key; publishes its events.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 executor that claims it in this step ('' for none), 4 lease in ms,
--        5 length to trim the log to, 6 status, 7 workflow id, 8 start time, 9 '<owner>:<key>' of the Idempotency-Key
--        ('' for none), 10 digest of the request, 11 how long the key stands in ms, 12 number n of field arguments,
--        13.. n fields and values, then type and data of each event
-- Result {time, 'WRITTEN', fence, last event id}: also for an id that exists, with what its creation answered
--        {time, 'REPEATED', id, status}: the key stands for this execution, status '' where that one is gone
--        {time, 'CONFLICT', id}: the key stands for another request
-- Errors none of its own

local key, prefix, id = KEYS[1], ARGV[1], ARGV[2]
local executor, status, workflow, start_time = ARGV[3], ARGV[6], ARGV[7], ARGV[8]
local events = 13 + tonumber(ARGV[12])
local count = (#ARGV - events + 1) / 2
local now, time, micros = clock()

if redis.call('EXISTS', key) == 1 then
  -- The fence of its creation is that of its first event. Where that has been trimmed, any that is lower than the
  -- stored one says as much: whoever created it holds it no more.
  local first = redis.call('XRANGE', prefix .. 'log:' .. id, '1', '1')[1]
  local fence = first and string.match(first[1], '%d+$') or '0'
  return {time, 'WRITTEN', fence, text(count) .. '-' .. fence}
end

local idempotency = ARGV[9] ~= '' and prefix .. 'idem:' .. ARGV[9]
if idempotency then
  local record = redis.call('HMGET', idempotency, 'id', 'body')
  if record[1] then
    if record[2] ~= ARGV[10] then
      return {time, 'CONFLICT', record[1]}
    end
    return {time, 'REPEATED', record[1], redis.call('HGET', prefix .. 'exec:' .. record[1], 'status') or ''}
  end
end

local fence = next_fence(nil, micros)
local last = text(count) .. '-' .. fence
append(prefix, id, ARGV[5], 0, fence, events)
redis.call('HSET', key, 'lastId', last, 'fence', fence, 'executor', executor)
set_fields(key, 13, events - 1)
add_to_indexes(prefix, id, workflow, status, start_time)
if idempotency then
  redis.call('HSET', idempotency, 'id', id, 'body', ARGV[10])
  redis.call('PEXPIRE', idempotency, ARGV[11])
end
if executor ~= '' then
  due(prefix, id, text(now + tonumber(ARGV[4])))
else
  due(prefix, id, time)
  ring(prefix, id)
end
publish(prefix, id, 0, fence, events)
return {time, 'WRITTEN', fence, last}
