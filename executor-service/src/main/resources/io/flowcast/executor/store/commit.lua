-- Writes one step of an execution with its events, and publishes them. While the status stays and the lease is kept, that
-- is one HMGET, one XADD, one HSET and one PUBLISH.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 executor, 4 lease in ms, 5 length to trim the log to, 6 fence, 7 id of the last
--        event that the executor knows, 8 'keep', 'back' or 'end', 9 with 'back': the time it is due ('' for never), 10
--        status ('' where it stays), 11 number n of field arguments, 12 number m of consumed intents, 13 number k of notice
--        arguments,
--        14.. n fields and values, m numbers of intents, k execution ids and the intents they are to get, then number
--        and text of the events of each entry. Without an event there are no fields: it consumes intents, and may give the lease back; as
--        long as the fence holds, to do so again changes nothing.
-- Result where the lease is kept and nothing is delivered, time is '': nothing asks for it.
--        Checked in this order, nothing being written but in the second case:
--        {time, 'FENCED'}: a higher fence is stored
--        {time, 'DONE', {number, value, ... of the intents that stand}}: the log ended at the event named in 7; written
--        {time, 'DONE', {...}}: the log ends with this very commit, whose answer was lost
--        {time, 'REWOUND', last event id, or '' where there is no such execution}
-- Errors 'ENDED ...' where the execution has ended by an event that the executor knows of; 'ARGUMENTS ...' where they are none
--        of these; either way nothing is written

local key, prefix, id, fence, previous, after = KEYS[1], ARGV[1], ARGV[2], ARGV[6], ARGV[7], ARGV[8]
local status, fields, consumed, noticed = ARGV[10], whole(11), whole(12), whole(13)
local notices = 14 + fields + consumed
local events = notices + noticed
check(key == prefix .. 'exec:' .. id and fields % 2 == 0 and noticed % 2 == 0
  and (after == 'keep' or after == 'end' or after == 'back' and (ARGV[9] == '' or whole(9))), '2, 8, 9, 11 or 13')
local count = count_events(events)
local seq = sequence(previous)
local last = count == 0 and previous or text(seq + count) .. '-' .. fence
local now, time, micros = nil, '', nil
if after ~= 'keep' or events > notices then
  now, time, micros = clock()
end

local stored = redis.call('HMGET', key, 'fence', 'lastId', 'status', 'workflowId', 'intents', 'limit', 'owner',
  'workflowName', 'version')
local stored_fence, last_id, stored_status, workflow, asked = stored[1], stored[2], stored[3], stored[4], stored[5]
local limit = stored[6]
if stored_fence and tonumber(stored_fence) > tonumber(fence) then
  return {time, 'FENCED'}
end
if last_id ~= previous then
  if last_id == last then
    return {time, 'DONE', standing(key, asked)}
  end
  return {time, 'REWOUND', last_id or ''}
end
if TERMINAL[stored_status] then
  return redis.error_reply('ENDED ' .. id .. ' is ' .. stored_status .. ' since ' .. last_id)
end

-- A failover lost the claim, and nothing else.
local unclaimed = after == 'keep' and stored_fence ~= fence
local lease = unclaimed and whole(4)
local start_time
if status ~= '' and status ~= stored_status then
  check_status(10)
  start_time = redis.call('ZSCORE', prefix .. 'index', id) or redis.call('HGET', key, 'startTime')
  check(stored_status and workflow and start_time, 'the key is of no execution')
end

append(prefix, id, ARGV[5], seq, fence, events)
redis.call('HSET', key, 'lastId', last, 'fence', fence, 'executor', after == 'keep' and ARGV[3] or '',
  unpack(ARGV, 14, 13 + math.min(fields, CHUNK)))
set_fields(key, 14 + CHUNK, 13 + fields)

if consumed > 0 then
  local done = {}
  for i = 14 + fields, notices - 1 do
    redis.call('HDEL', key, 'intent:' .. ARGV[i])
    done[ARGV[i]] = true
  end
  local left = {}
  for number in string.gmatch(asked or '', '%d+') do
    if not done[number] then
      left[#left + 1] = number
    end
  end
  asked = table.concat(left, ' ')
  redis.call('HSET', key, 'intents', asked)
end
local intents = standing(key, asked)

if start_time then
  remove_from(status_indexes(prefix, workflow, stored_status, stored[7]), id)
  add_to(status_indexes(prefix, workflow, status, stored[7]), id, start_time)
  feed(prefix, id, workflow, status, stored_status, last,
    {start_time, stored[8], stored[9], argument('endTime', 14, 13 + fields), stored[7]})
end

if after == 'keep' then
  if unclaimed then
    now = now or clock()
    due(prefix, id, text(now + lease))
  end
else
  if after == 'end' then
    redis.call('ZREM', prefix .. 'due', id)
    redis.call('ZADD', prefix .. 'ended', time, id)
    if limit then
      leave_slot(prefix, id, workflow, now)
    end
  else
    local at = #intents > 0 and now or tonumber(ARGV[9])
    if at then
      due(prefix, id, text(at))
      if at <= now then
        ring(prefix, id)
      end
    else
      -- Whatever is asked of it makes it due again.
      redis.call('ZREM', prefix .. 'due', id)
    end
  end
end
deliver(prefix, micros, now, notices, events - 1)
publish(prefix, id, seq, fence, events)
return {time, 'DONE', intents}
