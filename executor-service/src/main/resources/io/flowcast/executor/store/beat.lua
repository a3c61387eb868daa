-- Put in front of scripts that take and keep leases.

-- Notes that an executor is there, and answers the time before which no takeover may happen. Was nobody there for
-- `stale` ms (Redis stalled, restarted, or there was no executor), then living owners could not renew, and get
-- `grace` ms to do so. Answers the value of one more key as well, which costs no command.
local function beat(prefix, now, stale, grace, also)
  local stored = redis.call('MGET', prefix .. 'beat', prefix .. 'grace', also or prefix .. 'beat')
  local till = tonumber(stored[2] or '0') or 0
  redis.call('SET', prefix .. 'beat', text(now))
  if now - (tonumber(stored[1] or '0') or 0) > stale then
    till = now + grace
    redis.call('SET', prefix .. 'grace', text(till), 'PX', grace)
  end
  return till, stored[3]
end
