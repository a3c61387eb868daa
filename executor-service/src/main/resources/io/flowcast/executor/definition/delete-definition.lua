-- Removes a workflow with all its versions, and remembers the highest, so that its number is never given again.
--
-- KEYS   1 flow:{definitions}:latest, 2 flow:{definitions}:versions:<id>, 3 flow:{definitions}:hashes:<id>,
--        4 flow:{definitions}:summaries:<id>, 5 flow:{definitions}:deleted, 6 flow:{definitions}:changes, 7 flow:{definitions}:triggers
-- ARGV   1 workflow id, 2 If-Match, 3 If-None-Match (definition-tags.lua)
-- Result {'deleted'}, also where it was deleted before and nothing has come since; {'unknown'} where there never was one, {'file'} where the latest version is a file's, {'mismatch', tag of the latest}
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

check(#ARGV == 3, #ARGV .. ' arguments')
check_keys(ARGV[1], 7)
redis.call('HLEN', KEYS[7])

local listed = redis.call('HGET', KEYS[1], ARGV[1])
if not listed then
  -- Deleted before: sent again, for the answer to that was lost, it comes to the same.
  return {redis.call('HEXISTS', KEYS[5], ARGV[1]) == 1 and 'deleted' or 'unknown'}
end
local latest = summary_of(listed)
check(latest, '1 is stored in a form that cannot be read')
if not holds(latest, ARGV[2], ARGV[3]) then
  return {'mismatch', tag(latest)}
end
if latest.source == 'file' then
  return {'file'}
end

-- First what takes away: then Redis refuses nothing of it where it has no memory left.
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[5], ARGV[1], string.format('%.0f', latest.version))
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
-- As many triggers as a definition may have.
for i = 0, 9 do
  redis.call('HDEL', KEYS[7], ARGV[1] .. ':' .. i)
end
redis.call('INCR', KEYS[6])
return {'deleted'}
