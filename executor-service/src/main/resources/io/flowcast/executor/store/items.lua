-- Keeps what the items of a `for` node came to while the node runs, so that whoever takes the execution over goes on with
-- the rest. It tells nobody: what viewers see of it are events of the execution.
--
-- KEYS   1 the execution's hash, 2 the hash of these items: `list` says of which list they are, and by its index each item
--        that ended has its result; 3 the hash of what waits: each item that does, by its index, and whatever else is noted
-- ARGV   1 executor, 2 fence, 3 node id, 4 'open', 'save' or 'drop'; with 'open': 5 what tells the list from any other;
--        with 'save': 5 how many results there are at least, as far as the executor knows, 6 number n of result arguments,
--        7.. n indexes and results of more, then fields and values to be noted
-- Result checked in this order, nothing being written but in the last case of each:
--        {time, 'FENCED'}: a higher fence is stored, or another executor holds it; it has ended, unless it is 'drop'
--        {time, 'REWOUND'}: the execution is gone, or its fence is lower: a failover lost the claim; not with 'drop'
--        'open': {time, 'DIFFERENT', list as it is stored}; {time, 'OPEN', number of results}
--        'save': {time, 'LOST'}: there are fewer results than the executor knows of; {time, 'SAVED'}: with a result, takeovers
--        are counted from none again, for whoever keeps one gets on
--        'drop': {time, 'DROPPED'}
--        Each may be repeated, and then answers the same.
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written
--
-- The field `items` of the execution names its nodes that have such a hash, separated by spaces, for whoever deletes the
-- execution. A retry begins with `inherited` in the place of `list`: the results of the execution that it retries, of which
-- those of the same list stay, errors apart.

local key, items, waits = KEYS[1], KEYS[2], KEYS[3]
local executor, fence, node, step = ARGV[1], whole(2), ARGV[3], ARGV[4]
local save = step == 'save'
local results = save and whole(5)
local notes = save and 7 + whole(6)
check(string.find(node, '^%S+$') and string.sub(items, -#node - 1) == ':' .. node and waits == items .. ':waits', '3 does not name the keys')
check(save or step == 'drop' or step == 'open' and ARGV[5], '4 or 5')
check(not save or notes % 2 == 1 and notes <= #ARGV + 1 and #ARGV % 2 == 0, 'the results or notes are no pairs')
local drop = step == 'drop'
local _, time = clock()

local stored = redis.call('HMGET', key, 'fence', 'executor', 'status', 'items', 'takeovers')
local stored_fence, holder, open = tonumber(stored[1] or '0'), stored[2], stored[4] or ''
if stored_fence > fence or (TERMINAL[stored[3]] and not drop) then
  return {time, 'FENCED'}
end
if stored_fence < fence and not drop then
  return {time, 'REWOUND'}
end
if holder ~= executor and (not drop or held(holder)) then
  return {time, 'FENCED'}
end

local named = {}
local others = {}
for name in string.gmatch(open, '%S+') do
  named[name] = true
  if name ~= node then
    others[#others + 1] = name
  end
end

local function remove(hash, fields)
  for from = 1, #fields, CHUNK do
    redis.call('HDEL', hash, unpack(fields, from, math.min(from + CHUNK - 1, #fields)))
  end
end

local function inherit(list)
  if list ~= ARGV[5] then
    redis.call('UNLINK', items)
    return
  end
  local left_out = {'inherited'}
  local kept = redis.call('HGETALL', items)
  for i = 1, #kept, 2 do
    if string.sub(kept[i + 1], 1, 9) == '{"error":' then
      left_out[#left_out + 1] = kept[i]
    end
  end
  remove(items, left_out)
end

if step == 'open' then
  local lists = redis.call('HMGET', items, 'list', 'inherited')
  if lists[1] and lists[1] ~= ARGV[5] then
    return {time, 'DIFFERENT', lists[1]}
  end
  if lists[2] then
    inherit(lists[2])
  end
  redis.call('HSET', items, 'list', ARGV[5])
  if not named[node] then
    others[#others + 1] = node
    redis.call('HSET', key, 'items', table.concat(others, ' '))
  end
  return {time, 'OPEN', redis.call('HLEN', items) - 1}
end

if save then
  if not named[node] or redis.call('HLEN', items) - 1 < results then
    return {time, 'LOST'}
  end
  redis.call('HLEN', waits)
  set_fields(items, 7, notes - 1)
  if notes > 7 and (stored[5] or '0') ~= '0' then
    redis.call('HSET', key, 'takeovers', '0')
  end
  if notes > 7 and redis.call('EXISTS', waits) == 1 then
    local ended = {}
    for i = 7, notes - 1, 2 do
      ended[#ended + 1] = ARGV[i]
    end
    remove(waits, ended)
  end
  set_fields(waits, notes, #ARGV)
  return {time, 'SAVED'}
end

redis.call('UNLINK', items, waits)
if #others > 0 then
  redis.call('HSET', key, 'items', table.concat(others, ' '))
elseif open ~= '' then
  redis.call('HDEL', key, 'items')
end
return {time, 'DROPPED'}
