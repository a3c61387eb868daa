-- Put in front of scripts that make an execution, write it anew or remove it.

-- Those that it is in whatever its status.
local function lasting_indexes(prefix, workflow, owner)
  local indexes = {prefix .. 'index', prefix .. 'index:workflow:' .. workflow}
  if owned(owner) then
    indexes[3] = prefix .. 'index:owner:' .. owner
    indexes[4] = prefix .. 'index:owner-workflow:' .. workflow .. ':' .. owner
  end
  return indexes
end

-- Puts an execution in the index of those that another one started.
local function add_to_parent(prefix, id, parent, start_time)
  redis.call('ZADD', prefix .. 'index:parent:' .. parent, start_time, id)
end

-- Notes with an execution that another one runs it once more: the last so many of them, the latest first.
local RERUNS = 20

local function link_rerun(prefix, rerun_of, id)
  local key = prefix .. 'exec:' .. rerun_of
  local by = {id}
  for other in string.gmatch(redis.call('HGET', key, 'rerunBy') or '', '%S+') do
    if other == id then
      return
    end
    if #by < RERUNS then
      by[#by + 1] = other
    end
  end
  redis.call('HSET', key, 'rerunBy', table.concat(by, ' '))
end
