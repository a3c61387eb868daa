-- One page of an execution's log and the state beside it. Reads only.
-- KEYS  1 the execution's hash, 2 its log
-- ARGV  1 the cursor's event id, or '' for the beginning; 2 most entries to answer (the cursor's own among them);
--       3 bytes of events after which there are no more entries, but for one besides the cursor's own
-- gives {lastId, status, first, entries, cut}: first is the id of the log's first event where no entry ends with the cursor,
--       else ''; entries as XRANGE gives them, the first of them being the one that the cursor is in; cut is 1 where there
--       are more than so many bytes of them, else 0; {} where there is no such execution
local state = redis.call('HMGET', KEYS[1], 'lastId', 'status')
if not state[1] then
  return {}
end
local cursor = ARGV[1]
local entries = redis.call('XRANGE', KEYS[2], cursor == '' and '-' or cursor, '+', 'COUNT', ARGV[2])
local first = ''
if cursor ~= '' and (not entries[1] or entries[1][1] ~= cursor) then
  local head = redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1)
  if head[1] then
    local seq, fence = string.match(head[1][1], '^(%d+)-(%d+)$')
    local _, breaks = string.gsub(head[1][2][2], '\n', '')
    first = string.format('%.0f', seq - breaks) .. '-' .. fence
  end
end
local most, cut = tonumber(ARGV[3]), 0
for place, entry in ipairs(entries) do
  most = most - #entry[2][#entry[2]]
  if most < 0 and place > 2 then
    for last = #entries, place, -1 do
      entries[last] = nil
    end
    cut = 1
    break
  end
end
return {state[1], state[2] or '', first, entries, cut}
