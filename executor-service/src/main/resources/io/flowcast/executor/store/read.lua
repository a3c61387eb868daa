-- Reads all that is stored of an execution.
--
-- KEYS   1 the execution's hash
-- ARGV   1 key prefix, 2 execution id
-- Result {time, {field, value, ...}}: no field where there is no such execution
-- Errors none of its own; writes nothing

local _, time = clock()
return {time, redis.call('HGETALL', KEYS[1])}
