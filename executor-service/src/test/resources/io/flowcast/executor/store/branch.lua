-- Runs a script of the store on a copy of a state, at a time that the caller says, and tells all that is there afterwards:
-- so that every step that is possible in a state can be tried from that very state.
--
-- KEYS   those of the script
-- ARGV   1 key prefix of the state, 2 prefix of the copy, 3 Redis' time in microseconds; then those of the script
-- Result {answer of the script, fields of the execution, its log, what is due with its times, other keys as name and value,
--        channel and message of all that was published, commands that wrote after an event was published}
-- Errors those of the script

local ID = '%ID%'
local OTHERS = {%CLAIMS%}
local SETS = {'due', 'ended', 'index', 'index:workflow:order', 'index:pending', 'index:running', 'index:waiting',
  'index:completed', 'index:cancelled', 'index:workflow:order:pending', 'index:workflow:order:running',
  'index:workflow:order:waiting', 'index:workflow:order:completed', 'index:workflow:order:cancelled'}
local WRITES = {HSET = true, HDEL = true, XADD = true, ZADD = true, ZREM = true, SET = true, SADD = true, SREM = true}

local from, to, now = ARGV[1], ARGV[2], ARGV[3]
local names = {'exec:' .. ID, 'log:' .. ID, 'beat', unpack(SETS)}
for _, name in ipairs(OTHERS) do
  names[#names + 1] = name
end
if from ~= to then
  local copies = {}
  for i, name in ipairs(names) do
    copies[i] = to .. name
  end
  -- Asked again, it begins again.
  redis.call('DEL', unpack(copies))
  for i, name in ipairs(names) do
    redis.call('COPY', from .. name, copies[i])
  end
end

local published, late, told = {}, {}, false
local watched = setmetatable({}, {__index = redis})

function watched.call(command, key, ...)
  if command == 'TIME' then
    return {string.sub(now, 1, -7), string.sub(now, -6)}
  end
  if command == 'PUBLISH' then
    published[#published + 1] = key
    published[#published + 1] = ...
    told = told or key == to .. 'events:' .. ID
    return 0
  end
  if told and WRITES[command] then
    late[#late + 1] = command .. ' ' .. key
  end
  -- Time does not pass by itself: what expires is deleted where it is made to pass.
  if command == 'PEXPIRE' then
    return 1
  end
  if command == 'SET' then
    local value = ...
    return redis.call('SET', key, value)
  end
  return redis.call(command, key, ...)
end

function watched.pcall(command, ...)
  return redis.pcall(command, ...)
end

local function step(KEYS, ARGV)
  local redis = watched
--STEP--
end

local answer = step(KEYS, {unpack(ARGV, 4)})
if type(answer) == 'table' and answer.err then
  return answer
end
local others = {}
for i = 2, #SETS do
  others[#others + 1] = SETS[i]
  others[#others + 1] = redis.call('ZSCORE', to .. SETS[i], ID) or '-'
end
for _, name in ipairs(OTHERS) do
  others[#others + 1] = name
  others[#others + 1] = redis.call('GET', to .. name) or '-'
end
return {answer, redis.call('HGETALL', to .. 'exec:' .. ID), redis.call('XRANGE', to .. 'log:' .. ID, '-', '+'),
  redis.call('ZRANGE', to .. 'due', 0, -1, 'WITHSCORES'), others, published, late}
