-- Removes the finished executions of one partition that are past retention, oldest end first: hash, log, items, every index
-- entry. Its first write frees memory, so that it works also where Redis has none left.
--
-- KEYS   1 the zset of ended executions
-- ARGV   1 key prefix, 2 executor, 3 age in ms from which one goes, 4 how many stay, 5 age in ms up to which one stays
--        however many there are, 6 how many go at most, 7 how long in ms the others leave it to this executor
-- Result {time, 'FORGOTTEN', how many went, how many have yet to go}
--        {time, 'BUSY'}: another executor is at it
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written. An execution whose hash is none is gone.

local prefix, executor = ARGV[1], ARGV[2]
local age, most, least_age, at_once, apart = whole(3), whole(4), whole(5), whole(6, 1), whole(7, 1)
check(KEYS[1] == prefix .. 'ended', 'the key')
local now, time = clock()

-- Of an execution that is gone, nobody knows in which it was.
local of_all = {prefix .. 'index'}
for status in string.gmatch(STATUSES, '%a+') do
  of_all[#of_all + 1] = prefix .. 'index:' .. status
end

local function older_than(age)
  return redis.call('ZCOUNT', KEYS[1], '-inf', text(now - age))
end

local function forget_items(id, node)
  local items = prefix .. 'items:' .. id .. ':' .. node
  redis.call('UNLINK', items, items .. ':waits', items .. ':signals')
end

local function stored_of(id)
  local stored = redis.pcall('HMGET', prefix .. 'exec:' .. id, 'status', 'workflowId', 'items', 'parent', 'owner')
  return stored.err and {} or stored
end

local function forget(id)
  local key = prefix .. 'exec:' .. id
  redis.call('ZREM', KEYS[1], id)
  local stored = stored_of(id)
  if stored[1] and not TERMINAL[stored[1]] then
    return
  end
  for _, field in ipairs(stored[1] and redis.call('HKEYS', key) or {}) do
    local node = string.match(field, '^node:(.*)')
    if node then
      forget_items(id, node)
    end
  end
  -- Those that it inherited, and did not come to.
  for node in string.gmatch(stored[3] or '', '%S+') do
    forget_items(id, node)
  end
  local parent = string.match(stored[4] or '', '^%S+')
  if parent then
    redis.call('ZREM', prefix .. 'index:parent:' .. parent, id)
  end
  redis.call('UNLINK', key, prefix .. 'log:' .. id, prefix .. 'index:parent:' .. id)
  redis.call('ZREM', prefix .. 'due', id)
  if stored[1] then
    remove_from(lasting_indexes(prefix, stored[2], stored[5]), id)
    remove_from(status_indexes(prefix, stored[2], stored[1], stored[5]), id)
  else
    remove_from(of_all, id)
  end
end

local too_many = math.min(redis.call('ZCARD', KEYS[1]) - most, older_than(least_age))
local past = math.max(too_many, older_than(age))
if past <= 0 then
  return {time, 'FORGOTTEN', 0, 0}
end
local holder = redis.call('GET', prefix .. 'forgetting')
if holder and holder ~= executor then
  return {time, 'BUSY'}
end
local ids = redis.call('ZRANGE', KEYS[1], 0, math.min(past, at_once) - 1)
for _, id in ipairs(ids) do
  forget(id)
end
redis.call('SET', prefix .. 'forgetting', executor, 'PX', apart)
return {time, 'FORGOTTEN', #ids, past - #ids}
