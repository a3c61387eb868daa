-- Keeps when a trigger fired last and will fire next, unless it is known to have fired later.
--
-- KEYS   1 flow:{definitions}:triggers, 2 flow:{definitions}:latest
-- ARGV   1 workflow id, 2 the trigger's field, 3 epoch milliseconds of the firing ('0' for none), 4 its state as JSON
-- Result 1 where it was kept, 0 where a later firing stands or the workflow is gone
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

local function decoded(text)
  local read, value = pcall(cjson.decode, text)
  return read and type(value) == 'table' and value or nil
end

if #KEYS ~= 2 or #ARGV ~= 4 or ARGV[2] == '' or not string.find(ARGV[3], '^%d+$') or #ARGV[3] > 16 or not decoded(ARGV[4]) then
  return redis.error_reply('ARGUMENTS ' .. #KEYS .. ' keys and ' .. #ARGV .. ' arguments, or what is in them')
end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then
  return 0
end
local known = redis.call('HGET', KEYS[1], ARGV[2])
if known then
  local last = (decoded(known) or {}).last
  if last and last.at > tonumber(ARGV[3]) then
    return 0
  end
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
return 1
