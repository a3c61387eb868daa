-- Does what the scripts and the plain commands of an executor do, each once, and leaves nothing of it.
--
-- KEYS   keys of the check's own: 1 a hash, 2 a set, 3 a sorted set, 4 a stream, 5 a string, 6 a copy of that
-- ARGV   1 key prefix
-- Result {command, or kind of key, Redis' words, ...} of those that the user may not use
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written

if #KEYS ~= 6 or #ARGV ~= 1 then
  return redis.error_reply('ARGUMENTS ' .. #KEYS .. ' keys and ' .. #ARGV .. ' arguments')
end
local prefix = ARGV[1]
local hash, set, sorted, stream, value, copy = unpack(KEYS)
local commands = {
  {'HSET', hash, 'a', '1'}, {'HSETNX', hash, 'b', '1'}, {'HGET', hash, 'a'}, {'HMGET', hash, 'a', 'b'}, {'HGETALL', hash},
  {'HKEYS', hash}, {'HVALS', hash}, {'HLEN', hash}, {'HEXISTS', hash, 'a'}, {'HDEL', hash, 'a'},
  {'SADD', set, 'a'}, {'SCARD', set}, {'SISMEMBER', set, 'a'}, {'SREM', set, 'a'},
  {'ZADD', sorted, '1', 'a'}, {'ZSCORE', sorted, 'a'}, {'ZCARD', sorted}, {'ZCOUNT', sorted, '0', '1'},
  {'ZRANGE', sorted, '0', '0'}, {'ZRANGEBYSCORE', sorted, '0', '1'}, {'ZREM', sorted, 'a'},
  {'XADD', stream, '*', 'a', '1'}, {'XRANGE', stream, '-', '+'}, {'XREVRANGE', stream, '+', '-'},
  {'SET', value, '1'}, {'GET', value}, {'MGET', value}, {'INCR', value}, {'PEXPIRE', value, '1000'}, {'EXISTS', value},
  {'COPY', value, copy}, {'TIME'}, {'PUBLISH', prefix .. 'events:rights', ''},
  {'DEL', hash, set, sorted, stream, value, copy}, {'UNLINK', hash, set, sorted, stream, value, copy}
}

local function of_rights(words)
  return string.find(words, 'NOPERM', 1, true) or string.find(words, 'The user executing the script', 1, true)
    or string.find(words, 'ACL failure', 1, true)
end

local refused = {}
local function try(what, ...)
  local said = redis.pcall(...)
  if type(said) == 'table' and said.err and of_rights(said.err) then
    refused[#refused + 1] = what
    refused[#refused + 1] = said.err
  end
end

for _, command in ipairs(commands) do
  try(command[1], unpack(command))
end
if #refused == 0 then
  -- Changes nothing, of whatever type the key is: nobody is called so.
  for _, kind in ipairs({'exec:rights', 'log:rights', 'items:rights', 'claim:rights', 'idem:rights', 'slots:rights',
      'line:rights', 'due', 'beat', 'grace', 'feed', 'ended', 'forgetting', 'index', 'index:rights'}) do
    try(prefix .. kind, 'ZREM', prefix .. kind, 'rights')
  end
end
return refused
