-- Writes a new execution: log, hash, indexes, due, the record of its Idempotency-Key, the links to where it comes from;
-- publishes its events. Where its workflow has a limit it takes a slot, or stands in line for one. A retry gets the outputs
-- of the nodes that are among its fields from the execution that it retries, and what is kept of the items of its `for`
-- nodes that did not complete.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id, 3 executor that claims it in this step ('' for none), 4 lease in ms,
--        5 length to trim the log to, 6 status, 7 workflow id, 8 start time, 9 '<length of owner>:<owner>:<key>' of the
--        Idempotency-Key
--        ('' for none), 10 digest of the request, 11 how long the key stands in ms, 12 how many executions of the workflow
--        run at once ('' for any number), 13 '' where one too many is not created; where it stands in line the time at
--        which it is due all the same, '0' for never; 14 time before which it is refused, 15 its parent as
--        '<execution id> <node id> <retries of the node>...', 16 the execution it retries, 17 the one it runs once more
--        (each '' for none; all of this partition), 18 number n of field arguments, 19.. n fields and values, then
--        number and text of the events of each entry
-- Result {time, 'WRITTEN', fence, last event id}: also for an id that exists, with what its creation answered
--        {time, 'REPEATED', id, status}: the key stands for this execution, or this one is the retry already; status ''
--        where it is gone
--        {time, 'CONFLICT', id}: the key stands for another request
--        {time, 'FULL'}: so many run already; nothing written, unless it may stand in line and is not claimed. Where one that
--        it is a part of is among them, it may not: that one would wait for it, and it for that one
--        {time, 'EARLY'}: it was to be created later
--        {time, 'ORPHAN'}: its parent has ended, or is gone, or its node does not run that attempt any more; what it retries or
--        runs once more has not, or is gone
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

local key, prefix, id = KEYS[1], ARGV[1], ARGV[2]
local executor, status, workflow, start_time = ARGV[3], ARGV[6], ARGV[7], text(whole(8))
local limit, line_up, deadline = ARGV[12] ~= '' and whole(12), ARGV[13] ~= '', ARGV[13] ~= '' and whole(13) or 0
local parent, parent_node, parent_retries = string.match(ARGV[15], '^(%S+) (%S+) (%d+)')
local retry_of, rerun_of = ARGV[16], ARGV[17]
local events = 19 + whole(18)
check(key == prefix .. 'exec:' .. id and events % 2 == 1 and (parent or ARGV[15] == ''), '2, 15 or 18')
check_status(6)
local lease, stands, earliest = whole(4), whole(11, 1), whole(14)
local count = count_events(events)
local owner = argument('owner', 19, events - 1)
-- More than flowcast.engine.max-depth will ever allow.
local ANCESTORS = 1000
local now, time, micros = clock()

-- As items.lua finds them when the node starts.
local function inherit_items(prefix, from, to, node)
  local items = prefix .. 'items:' .. to .. ':' .. node
  if redis.call('COPY', prefix .. 'items:' .. from .. ':' .. node, items) == 1 then
    local lists = redis.call('HMGET', items, 'list', 'inherited')
    redis.call('HDEL', items, 'list')
    redis.call('HSET', items, 'inherited', lists[1] or lists[2] or '')
  end
end

if redis.call('EXISTS', key) == 1 then
  -- The fence of its creation is that of its first entry. Where that has been trimmed, any that is lower than the
  -- stored one says as much: whoever created it holds it no more.
  local first = redis.call('XRANGE', prefix .. 'log:' .. id, text(count), text(count))[1]
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

if now < earliest then
  return {time, 'EARLY'}
end
if parent then
  local above = redis.call('HMGET', prefix .. 'exec:' .. parent, 'status', 'node:' .. parent_node)
  if not above[1] or TERMINAL[above[1]] or not above[2] then
    return {time, 'ORPHAN'}
  end
  -- Also where the node has ended, or tries once more: whoever ended that attempt has cancelled what it started, and does
  -- not know of this one.
  local read, node = pcall(cjson.decode, above[2])
  check(read and type(node) == 'table', 'the parent has a node that cannot be read')
  if node.status ~= 'running' or (node.retries or 0) ~= tonumber(parent_retries) then
    return {time, 'ORPHAN'}
  end
end
for _, other in ipairs({retry_of, rerun_of}) do
  if other ~= '' and not TERMINAL[redis.call('HGET', prefix .. 'exec:' .. other, 'status')] then
    return {time, 'ORPHAN'}
  end
end
if retry_of ~= '' then
  local retried_by = redis.call('HGET', prefix .. 'exec:' .. retry_of, 'retriedBy')
  local retry_status = retried_by and redis.call('HGET', prefix .. 'exec:' .. retried_by, 'status')
  -- One that is forgotten is in nobody's way.
  if retry_status then
    return {time, 'REPEATED', retried_by, retry_status}
  end
end
-- First come, first served: a free slot is for whoever stands in line.
local full = limit
  and (redis.call('SCARD', slots(prefix, workflow)) >= limit or redis.call('ZCARD', line(prefix, workflow)) > 0)
local above = full and parent
for _ = 1, ANCESTORS do
  if not above then
    break
  end
  line_up = line_up and redis.call('SISMEMBER', slots(prefix, workflow), above) == 0
  above = string.match(redis.call('HGET', prefix .. 'exec:' .. above, 'parent') or '', '^%S+')
end
if full and (executor ~= '' or not line_up) then
  return {time, 'FULL'}
end

local fence = next_fence(nil, micros)
local last = text(count) .. '-' .. fence
append(prefix, id, ARGV[5], 0, fence, events)
redis.call('HSET', key, 'lastId', last, 'fence', fence, 'executor', executor,
  unpack(ARGV, 19, math.min(18 + CHUNK, events - 1)))
set_fields(key, 19 + CHUNK, events - 1)
add_to(lasting_indexes(prefix, workflow, owner), id, start_time)
add_to(status_indexes(prefix, workflow, status, owner), id, start_time)
local shown = {start_time, argument('workflowName', 19, events - 1), argument('version', 19, events - 1), false, owner}
feed(prefix, id, workflow, status, '', last, shown)
if idempotency then
  redis.call('HSET', idempotency, 'id', id, 'body', ARGV[10])
  redis.call('PEXPIRE', idempotency, stands)
end
if retry_of ~= '' then
  redis.call('HSET', prefix .. 'exec:' .. retry_of, 'retriedBy', id)
  for i = 19, events - 1, 2 do
    local node = string.match(ARGV[i], '^node:(.+)')
    local output = node and redis.call('HGET', prefix .. 'exec:' .. retry_of, 'output:' .. node)
    if output then
      redis.call('HSET', key, 'output:' .. node, output)
    end
  end
  local named = redis.call('HGET', prefix .. 'exec:' .. retry_of, 'items')
  if named then
    redis.call('HSET', key, 'items', named)
    for node in string.gmatch(named, '%S+') do
      inherit_items(prefix, retry_of, id, node)
    end
  end
end
if parent then
  add_to_parent(prefix, id, parent, start_time)
end
if rerun_of ~= '' then
  link_rerun(prefix, rerun_of, id)
end
if full then
  redis.call('ZADD', line(prefix, workflow), micros, id)
  if deadline > 0 then
    due(prefix, id, text(deadline))
  end
elseif limit then
  redis.call('SADD', slots(prefix, workflow), id)
end
if executor ~= '' then
  due(prefix, id, text(now + lease))
elseif not full then
  due(prefix, id, time)
  ring(prefix, id)
end
publish(prefix, id, 0, fence, events)
return {time, 'WRITTEN', fence, last}
