-- Leases of streams: how many of a caller's streams one replica of the gateway may have. What a replica does not renew lapses.
-- KEYS  one a caller, a hash: replica -> "<count> <epoch ms till which it holds>"
-- ARGV  1 the replica; 2 milliseconds that a lease holds; 3 how many a caller may have in the cluster;
--       then two a key: how many the replica has open, how many it wants in all
-- gives one a key: how many it may have; at least those that are open, at most those that it wants
-- errors  'ARGUMENTS ...' where they are none of these; then nothing is written

local function whole(place)
  local given = ARGV[place]
  return given and #given > 0 and #given <= 16 and not string.find(given, '%D')
end

if #ARGV ~= 3 + 2 * #KEYS or ARGV[1] == '' or not whole(2) or tonumber(ARGV[2]) < 1 or not whole(3) then
  return redis.error_reply('ARGUMENTS ' .. #KEYS .. ' keys and ' .. #ARGV .. ' arguments, or what is in the first three')
end
for i, key in ipairs(KEYS) do
  if not whole(2 + 2 * i) or not whole(3 + 2 * i) then
    return redis.error_reply('ARGUMENTS the counts of key ' .. i)
  end
  -- Redis says so now where it is no hash.
  redis.call('HGET', key, ARGV[1])
end
local replica, lease, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local counts = {}
for i, key in ipairs(KEYS) do
  local open, wanted = tonumber(ARGV[2 + 2 * i]), tonumber(ARGV[3 + 2 * i])
  local others = 0
  local leases = redis.call('HGETALL', key)
  for at = 1, #leases, 2 do
    local count, till = string.match(leases[at + 1], '^(%d+) (%d+)$')
    if leases[at] ~= replica and till and tonumber(till) > now then
      others = others + count
    elseif leases[at] ~= replica then
      redis.call('HDEL', key, leases[at])
    end
  end
  local count = math.max(open, math.min(wanted, limit - others))
  if count > 0 then
    redis.call('HSET', key, replica, string.format('%d %.0f', count, now + lease))
    redis.call('PEXPIRE', key, lease)
  else
    redis.call('HDEL', key, replica)
  end
  counts[i] = count
end
return counts
