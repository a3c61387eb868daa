-- Put in front of scripts that change an execution's status: the indexes that it is in, and the feed of whoever shows lists.

local STATUSES = ' pending running waiting paused completed failed cancelled '

local function check_status(place)
  check(string.find(STATUSES, ' ' .. ARGV[place] .. ' ', 1, true), place)
end

-- Executions of nobody in particular are in no index of an owner's.
local ANYBODY = 'anybody'

local function owned(owner)
  return owner and owner ~= '' and owner ~= ANYBODY
end

-- The indexes of one status that an execution is in.
local function status_indexes(prefix, workflow, status, owner)
  local indexes = {prefix .. 'index:' .. status, prefix .. 'index:workflow:' .. workflow .. ':' .. status}
  if owned(owner) then
    indexes[3] = prefix .. 'index:owner-status:' .. status .. ':' .. owner
    indexes[4] = prefix .. 'index:owner-workflow:' .. workflow .. ':' .. status .. ':' .. owner
  end
  return indexes
end

local function add_to(indexes, id, start_time)
  for _, index in ipairs(indexes) do
    redis.call('ZADD', index, start_time, id)
  end
end

local function remove_from(indexes, id)
  for _, index in ipairs(indexes) do
    redis.call('ZREM', index, id)
  end
end

-- The value of a field among the pairs in ARGV[first..last]; false where it is not.
local function argument(name, first, last)
  for i = first, last, 2 do
    if ARGV[i] == name then
      return ARGV[i + 1]
    end
  end
  return false
end

-- For whoever shows lists: an execution appeared (`previous` is '' then) or changed its status. One command when that
-- happens and none at any other step; whoever reads the feed blocks on it, so nothing is published. `shown` is what lists
-- show of an execution: start time, name, version, end time, owner, each false where there is none.
local FEED = 10000

local function feed(prefix, id, workflow, status, previous, last, shown)
  redis.call('XADD', prefix .. 'feed', 'MAXLEN', '~', FEED, '*', 'id', id, 'workflowId', workflow, 'status', status,
    'previous', previous, 'lastId', last, 'startTime', shown[1] or '', 'workflowName', shown[2] or '', 'version',
    shown[3] or '', 'endTime', shown[4] or '', 'owner', shown[5] or '')
end
