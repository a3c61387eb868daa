-- Takes executions that are due, each under a new fence, due again when the lease ends. Writes no event. Takeovers from
-- executors that died are counted, and wait while living ones may not have been able to renew.
--
-- KEYS   1 the zset of due executions
-- ARGV   1 key prefix, 2 executor, 3 lease in ms, 4 how many at most, 5 token of this claim, 6 age in ms from which the
--        beat is stale, 7 ms that takeovers wait then
-- Result {time, next due time or '', claim...}, each claim {id, fence, takeover 0 or 1, since when it was due,
--        {field, value, ...}}
--        The same token within one lease takes nothing more: it gets what it took, due a whole lease from now.
-- Errors none of its own

local prefix, executor, lease, limit = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local record = prefix .. 'claim:' .. ARGV[5]
-- Ended and forgotten ids are tidied away, takeovers put off: so many at most in one step.
local MOST = 1000
local now, time, micros = clock()
local lease_end = text(now + lease)
local taken = {}

local function take(id, fence, takeover, since)
  taken[#taken + 1] = {id, fence, takeover, since}
  due(prefix, id, lease_end)
end

local function next_due()
  return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] or ''
end

local takeovers_from, recorded = beat(prefix, now, ARGV[6], ARGV[7], record)
local first = next_due()
if recorded then
  for id, fence, takeover, since in string.gmatch(recorded, '(%S+) (%d+) (%d) (%S+)\n') do
    local stored = redis.call('HMGET', prefix .. 'exec:' .. id, 'fence', 'executor')
    if stored[1] == fence and stored[2] == executor then
      take(id, fence, tonumber(takeover), since)
    end
  end
  redis.call('PEXPIRE', record, ARGV[3])
  first = next_due()
elseif first ~= '' and tonumber(first) <= now then
  local seen = 0
  repeat
    local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', time, 'WITHSCORES',
      'LIMIT', 0, limit - #taken)
    for i = 1, #ids, 2 do
      local id = ids[i]
      seen = seen + 1
      local key = prefix .. 'exec:' .. id
      local stored = redis.call('HMGET', key, 'status', 'fence', 'executor', 'letGo')
      local takeover = held(stored[3])
      -- Let go in good order: nobody died, and no living owner is to be waited for.
      local died = takeover and stored[4] ~= stored[2]
      if not stored[1] or TERMINAL[stored[1]] then
        redis.call('ZREM', KEYS[1], id)
      elseif died and now < takeovers_from then
        due(prefix, id, text(takeovers_from))
      else
        -- One microsecond apart, so that no two executions share a fence.
        local fence = next_fence(stored[2], micros + #taken)
        redis.call('HSET', key, 'fence', fence, 'executor', executor)
        if died then
          redis.call('HINCRBY', key, 'takeovers', 1)
        end
        take(id, fence, takeover and 1 or 0, ids[i + 1])
      end
    end
  until #ids == 0 or #taken >= limit or seen >= MOST
  if #taken > 0 then
    local lines = {}
    for i, claim in ipairs(taken) do
      lines[i] = table.concat(claim, ' ') .. '\n'
    end
    redis.call('SET', record, table.concat(lines), 'PX', ARGV[3])
  end
  first = next_due()
end

local answer = {time, first}
for i, claim in ipairs(taken) do
  claim[5] = redis.call('HGETALL', prefix .. 'exec:' .. claim[1])
  answer[i + 2] = claim
end
return answer
