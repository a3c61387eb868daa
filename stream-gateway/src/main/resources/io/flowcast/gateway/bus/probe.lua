-- A replica's sign of life to itself: proves that Redis takes writes, that its subscription hears what is published, and
-- that its user may read what streams read.
-- KEYS  1 the probe's key, its channel alike; 2 an execution's hash, 3 its log: of one that is not there
-- ARGV  1 milliseconds for which the key stays, 2 the message
-- gives how many heard it
redis.call('HMGET', KEYS[2], 'lastId', 'status')
redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', 1)
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1])
return redis.call('PUBLISH', KEYS[1], ARGV[2])
