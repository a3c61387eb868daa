-- Prolongs the leases of executions of one partition by one lease from now, or lets them go.
--
-- KEYS   1 the zset of due executions
-- ARGV   1 key prefix, 2 executor, 3 lease in ms, 4 '' to keep them, else in how many ms those let go are due, 5 age in ms from
--        which the beat is stale, 6 ms that takeovers wait then, 7.. id, fence and last known event id of each
-- Result {time, outcome...}, one each in order:
--        {'KEPT', number, value, ... of the intents that stand}: the log may be ahead by a commit under way. An
--        execution let go is due then with its executor left set and its fence in letGo: whoever claims it takes it over,
--        and it is not counted.
--        {'LOST'}: another has it, it was given back, or it has ended; or its hash is none
--        {'REWOUND', last event id, or '' where there is no such execution}: a failover lost events, or the claim
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

local prefix, executor, lease, rest = ARGV[1], ARGV[2], whole(3), ARGV[4] ~= '' and whole(4)
local stale, grace = whole(5), whole(6, 1)
check(KEYS[1] == prefix .. 'due' and #ARGV % 3 == 0, 'the key, or those to be renewed')
redis.call('ZCARD', KEYS[1])
local now, time = clock()
local lease_end = text(now + lease)
local let_go = {}
beat(prefix, now, stale, grace)

local function renew(id, fence, known)
  local key = prefix .. 'exec:' .. id
  local stored = redis.pcall('HMGET', key, 'fence', 'lastId', 'executor', 'status', 'intents')
  if stored.err then
    return {'LOST'}
  end
  local ahead = tonumber(stored[1] or '0') - (tonumber(fence) or -1)
  if ahead > 0 then
    return {'LOST'}
  end
  if ahead < 0 or not stored[2] then
    return {'REWOUND', stored[2] or ''}
  end
  if stored[3] ~= executor or TERMINAL[stored[4]] then
    return {'LOST'}
  end
  if sequence(stored[2]) < (sequence(known) or 0) then
    return {'REWOUND', stored[2]}
  end
  if rest then
    redis.call('HSET', key, 'letGo', fence)
    due(prefix, id, text(now + rest))
    if rest == 0 then
      let_go[#let_go + 1] = id
    end
  else
    due(prefix, id, lease_end)
  end
  -- Not unpacked: there may be thousands, which Lua's stack does not take.
  local kept = standing(key, stored[5])
  table.insert(kept, 1, 'KEPT')
  return kept
end

local answer = {time}
for i = 7, #ARGV, 3 do
  answer[#answer + 1] = renew(ARGV[i], ARGV[i + 1], ARGV[i + 2])
end
for _, id in ipairs(let_go) do
  ring(prefix, id)
end
return answer
