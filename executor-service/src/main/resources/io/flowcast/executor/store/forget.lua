-- Removes the finished executions of one partition that are past retention, oldest end first: hash, log, items, every index
-- entry. Its first write frees memory, so that it works also where Redis has none left.
--
-- KEYS   1 the zset of ended executions
-- ARGV   1 key prefix, 2 executor, 3 age in ms from which one goes, 4 how many stay, 5 age in ms up to which one stays
--        however many there are, 6 how many go at most, 7 how long in ms the others leave it to this executor
-- Result {time, 'FORGOTTEN', how many went, how many have yet to go}
--        {time, 'BUSY'}: another executor is at it
-- Errors none of its own

local prefix, executor = ARGV[1], ARGV[2]
local now, time = clock()

local function older_than(age)
  return redis.call('ZCOUNT', KEYS[1], '-inf', text(now - tonumber(age)))
end

local function forget_items(id, node)
  local items = prefix .. 'items:' .. id .. ':' .. node
  redis.call('UNLINK', items, items .. ':waits', items .. ':signals')
end

local function forget(id)
  local key = prefix .. 'exec:' .. id
  redis.call('ZREM', KEYS[1], id)
  local stored = redis.call('HMGET', key, 'status', 'workflowId', 'items', 'parent', 'owner')
  if stored[1] and not TERMINAL[stored[1]] then
    return
  end
  for _, field in ipairs(redis.call('HKEYS', key)) do
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
    remove_from_indexes(prefix, id, stored[2], stored[1], stored[5])
  else
    redis.call('ZREM', prefix .. 'index', id)
    for _, status in ipairs(STATUSES) do
      redis.call('ZREM', prefix .. 'index:' .. status, id)
    end
  end
end

local too_many = math.min(redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[4]), older_than(ARGV[5]))
local past = math.max(too_many, older_than(ARGV[3]))
if past <= 0 then
  return {time, 'FORGOTTEN', 0, 0}
end
local holder = redis.call('GET', prefix .. 'forgetting')
if holder and holder ~= executor then
  return {time, 'BUSY'}
end
local ids = redis.call('ZRANGE', KEYS[1], 0, math.min(past, tonumber(ARGV[6])) - 1)
for _, id in ipairs(ids) do
  forget(id)
end
redis.call('SET', prefix .. 'forgetting', executor, 'PX', ARGV[7])
return {time, 'FORGOTTEN', #ids, past - #ids}
