-- A replica's sign of life to itself: proves that its subscription hears what is published here, that this Redis is a primary,
-- and that its user may read what streams read and write. Takes no memory: where there is none left, streams are still served.
-- KEYS  1 the probe's key, its channel alike
-- ARGV  1 the message, 2 an execution's hash, 3 its log: of one that is not there, and whose partition is this one
-- gives what Redis says to whoever writes, which keeps nobody from reading: its replicas or its disk are not well; '' where
--       nothing is wrong
-- errors  as Redis says them, and then nothing was published: READONLY, where it is a replica by now; a missing right
if #KEYS ~= 1 or #ARGV ~= 3 then
  return redis.error_reply('ARGUMENTS ' .. #KEYS .. ' keys and ' .. #ARGV .. ' arguments')
end
redis.call('HMGET', ARGV[2], 'lastId', 'status')
redis.call('XRANGE', ARGV[3], '-', '+', 'COUNT', 1)
local said = ''
local removed = redis.pcall('DEL', KEYS[1])
if type(removed) == 'table' then
  said = removed.err
  if not string.find(said, 'NOREPLICAS', 1, true) and not string.find(said, 'MISCONF', 1, true) then
    return removed
  end
end
redis.call('PUBLISH', KEYS[1], ARGV[1])
return said
