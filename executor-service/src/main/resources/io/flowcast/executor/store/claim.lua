-- Takes executions that are due, each under a new fence, due again when the lease ends. Writes no event. Takeovers from
-- executors that died are counted, and wait while living ones may not have been able to renew.
--
-- KEYS   1 the zset of due executions
-- ARGV   1 key prefix, 2 executor, 3 lease in ms, 4 how many at most, 5 token of this claim, 6 age in ms from which the
--        beat is stale, 7 ms that takeovers wait then
-- Result {time, next due time or '', claim...}, each claim {id, fence, what became of its owner,
--        since when it was due, {field, value, ...}, n}: 0 where nobody held it, 1 where the owner's
--        lease ran out, 2 where the owner let go of it; where n is not 0 its definition is that of the nth claim, and left out here. Timers
--        that are due at once are mostly those of one workflow.
--        The same token within one lease takes nothing more: it gets what it took, due a whole lease from now.
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written. An execution whose hash is none is gone.

local prefix, executor, lease, limit = ARGV[1], ARGV[2], whole(3, 1), whole(4)
local stale, grace = whole(6), whole(7, 1)
check(KEYS[1] == prefix .. 'due' and limit <= 1000 and ARGV[5] ~= '', 'the key, 4 or 5')
local record = prefix .. 'claim:' .. ARGV[5]
-- Ended and forgotten ids are tidied away, takeovers put off: so many at most in one step.
local MOST = 1000
local now, time, micros = clock()
local lease_end = text(now + lease)
local taken, lines, definitions = {}, {}, {}
-- Times and ids for one ZADD.
local moved = {}

local function move(id, at)
  moved[#moved + 1] = at
  moved[#moved + 1] = id
end

local function move_all()
  if #moved > 0 then
    redis.call('ZADD', KEYS[1], unpack(moved))
    moved = {}
  end
end

-- What is stored of an execution; nothing where that is no hash.
local function stored_of(id)
  local flat = redis.pcall('HGETALL', prefix .. 'exec:' .. id)
  return flat.err and {} or flat
end

-- The values of a hash by field, and where each is in the answer that holds them in turn.
local function by_field(flat)
  local values, places = {}, {}
  for i = 1, #flat, 2 do
    values[flat[i]] = flat[i + 1]
    places[flat[i]] = i + 1
  end
  return values, places
end

local function take(id, fence, owner, since, flat, definition, definition_place)
  local same = definition and definitions[definition] or 0
  if same > 0 then
    flat[definition_place] = ''
  elseif definition then
    definitions[definition] = #taken + 1
  end
  lines[#lines + 1] = id .. ' ' .. fence .. ' ' .. owner .. ' ' .. since .. '\n'
  taken[#taken + 1] = {id, fence, owner, since, flat, same}
  move(id, lease_end)
end

local function next_due()
  return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] or ''
end

local first = next_due()
local takeovers_from, recorded = beat(prefix, now, stale, grace, record)
if recorded then
  for id, fence, owner, since in string.gmatch(recorded, '(%S+) (%d+) (%d) (%S+)\n') do
    local flat = stored_of(id)
    local stored, places = by_field(flat)
    if stored.fence == fence and stored.executor == executor then
      take(id, fence, tonumber(owner), since, flat, stored.definition, places.definition)
    end
  end
  move_all()
  redis.call('PEXPIRE', record, lease)
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
      local flat = stored_of(id)
      local stored, places = by_field(flat)
      local takeover = held(stored.executor)
      -- Let go in good order: nobody died, and no living owner is to be waited for.
      local died = takeover and stored.letGo ~= stored.fence
      if not stored.status or TERMINAL[stored.status] then
        redis.call('ZREM', KEYS[1], id)
      elseif died and now < takeovers_from then
        move(id, text(takeovers_from))
      else
        -- One microsecond apart, so that no two executions share a fence.
        local fence = next_fence(stored.fence, micros + #taken)
        local changes = {'fence', fence, 'executor', executor}
        if died then
          changes[5], changes[6] = 'takeovers', text(tonumber(stored.takeovers or '0') + 1)
        end
        redis.call('HSET', key, unpack(changes))
        for n = 1, #changes, 2 do
          local place = places[changes[n]]
          if not place then
            flat[#flat + 1] = changes[n]
            place = #flat + 1
          end
          flat[place] = changes[n + 1]
        end
        take(id, fence, died and 1 or takeover and 2 or 0, ids[i + 1], flat, stored.definition, places.definition)
      end
    end
    move_all()
  until #ids == 0 or #taken >= limit or seen >= MOST
  if #taken > 0 then
    redis.call('SET', record, table.concat(lines), 'PX', lease)
  end
  first = next_due()
end

local answer = {time, first}
for i, claim in ipairs(taken) do
  answer[i + 2] = claim
end
return answer
