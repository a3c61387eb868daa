-- How many there are in each of several indexes, at one moment. Reads only.
-- KEYS  the indexes, of one partition
-- gives {count, ...}
local counts = {}
for i, index in ipairs(KEYS) do
  counts[i] = redis.call('ZCARD', index)
end
return counts
