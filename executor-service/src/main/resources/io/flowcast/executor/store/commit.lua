-- Writes one step of an execution with its events, and publishes them. While the status stays, that is one HMGET, an
-- XADD an event, one HSET and a PUBLISH an event.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 executor, 4 lease in ms, 5 length to trim the log to, 6 fence, 7 id of the last
--        event that the executor knows, 8 'keep', 'back' or 'end', 9 with 'back': the time it is due, 10 status ('' where
--        it stays), 11 number n of field arguments, 12 number m of consumed intents,
--        13.. n fields and values, m numbers of intents, then type and data of each event
-- Result checked in this order, nothing being written but in the second case:
--        {time, 'FENCED'}: a higher fence is stored
--        {time, 'DONE', {number, value, ... of the intents that stand}}: the log ended at the event named in 7; written
--        {time, 'DONE', {...}}: the log ends with this very commit, whose answer was lost
--        {time, 'REWOUND', last event id, or '' where there is no such execution}
-- Errors 'ENDED ...' where the execution has ended by an event that the executor knows of

local key, prefix, id, fence, previous, after = KEYS[1], ARGV[1], ARGV[2], ARGV[6], ARGV[7], ARGV[8]
local status, fields, consumed = ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12])
local events = 13 + fields + consumed
local seq = sequence(previous)
local last = text(seq + (#ARGV - events + 1) / 2) .. '-' .. fence
local now, time = clock()

local stored = redis.call('HMGET', key, 'fence', 'lastId', 'status', 'workflowId', 'intentSeq', 'intentDone')
local stored_fence, last_id, stored_status, workflow = stored[1], stored[2], stored[3], stored[4]
local intent_seq, intent_done = stored[5], stored[6]
if stored_fence and tonumber(stored_fence) > tonumber(fence) then
  return {time, 'FENCED'}
end
if last_id ~= previous then
  if last_id == last then
    return {time, 'DONE', standing(key, intent_seq, intent_done)}
  end
  return {time, 'REWOUND', last_id or ''}
end
if TERMINAL[stored_status] then
  return redis.error_reply('ENDED ' .. id .. ' is ' .. stored_status .. ' since ' .. last_id)
end

append(prefix, id, ARGV[5], seq, fence, events)
redis.call('HSET', key, 'lastId', last, unpack(ARGV, 13, 12 + math.min(fields, CHUNK)))
set_fields(key, 13 + CHUNK, 12 + fields)

if consumed > 0 then
  for i = 13 + fields, events - 1 do
    redis.call('HDEL', key, 'intent:' .. ARGV[i])
  end
end
local intents = standing(key, intent_seq, intent_done)
if consumed > 0 then
  local done = #intents > 0 and tonumber(intents[1]) - 1 or tonumber(intent_seq or '0')
  redis.call('HSET', key, 'intentDone', text(done))
end

if status ~= '' and status ~= stored_status then
  local start_time = redis.call('ZSCORE', prefix .. 'index', id) or redis.call('HGET', key, 'startTime')
  remove_from_status(prefix, id, workflow, stored_status)
  add_to_indexes(prefix, id, workflow, status, start_time)
end

if after == 'keep' then
  if stored_fence ~= fence then
    -- A failover lost the claim, and nothing else.
    redis.call('HSET', key, 'fence', fence, 'executor', ARGV[3])
    due(prefix, id, text(now + tonumber(ARGV[4])))
  end
else
  redis.call('HSET', key, 'fence', fence, 'executor', '')
  if after == 'end' then
    redis.call('ZREM', prefix .. 'due', id)
  else
    local at = #intents > 0 and now or tonumber(ARGV[9])
    due(prefix, id, text(at))
    if at <= now then
      ring(prefix, id)
    end
  end
end
publish(prefix, id, seq, fence, events)
return {time, 'DONE', intents}
