-- Leases of streams: how many of a caller's streams one replica of the gateway may have. What a replica does not renew lapses.
-- KEYS  one a caller, a hash: replica -> "<count> <epoch ms till which it holds>"
-- ARGV  1 the replica; 2 milliseconds that a lease holds; 3 how many a caller may have in the cluster;
--       then two a key: how many the replica has open, how many it wants in all
-- gives one a key: how many it may have; at least those that are open, at most those that it wants
-- errors  none of its own
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
    if leases[at] ~= replica and tonumber(till) > now then
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
