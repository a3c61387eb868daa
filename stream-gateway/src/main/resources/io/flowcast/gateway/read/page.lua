-- One page of an index, latest first, equal start times by id downwards. Reads only.
-- KEYS  1 the index
-- ARGV  1 start time of the cursor, or '' for the first page; 2 execution id of the cursor; 3 most entries to answer;
--       4 and 5 the earliest and the latest start time, as ranges by score have them
-- gives {id, start time, id, start time, ...}
local cursor, wanted = tonumber(ARGV[1]), tonumber(ARGV[3])
local latest = ARGV[5]
if cursor and (latest == '+inf' or cursor < tonumber(string.sub(latest, 2))) then
  latest = ARGV[1]
end

-- as the index orders them: by bytes, whatever the locale
local function below(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x < y
    end
  end
  return #a < #b
end

local found, offset = {}, 0
repeat
  local some = redis.call('ZREVRANGEBYSCORE', KEYS[1], latest, ARGV[4], 'WITHSCORES',
    'LIMIT', offset, wanted)
  for i = 1, #some, 2 do
    local comes = not cursor or tonumber(some[i + 1]) < cursor or below(some[i], ARGV[2])
    if comes and #found < 2 * wanted then
      found[#found + 1] = some[i]
      found[#found + 1] = some[i + 1]
    end
  end
  offset = offset + wanted
until #some == 0 or #found == 2 * wanted
return found
