-- A replica's sign of life to itself: proves that Redis takes writes and that its subscription hears what is published.
-- KEYS  1 the probe's key, its channel alike
-- ARGV  1 milliseconds for which the key stays, 2 the message
-- gives how many heard it
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1])
return redis.call('PUBLISH', KEYS[1], ARGV[2])
