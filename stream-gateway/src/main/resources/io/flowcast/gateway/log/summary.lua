-- States of executions without what is big: outputs, input, definition. Reads only.
-- KEYS  the executions' hashes, of one partition
-- gives for each {field, value, ...}; {} where there is no such execution
local big = {input = true, output = true, definition = true}

local function summary(key)
  local names = {}
  for _, name in ipairs(redis.call('HKEYS', key)) do
    if not big[name] and string.sub(name, 1, 7) ~= 'output:' then
      names[#names + 1] = name
    end
  end
  local fields = {}
  for from = 1, #names, 1000 do
    local some = {unpack(names, from, math.min(from + 999, #names))}
    for i, value in ipairs(redis.call('HMGET', key, unpack(some))) do
      fields[#fields + 1] = some[i]
      fields[#fields + 1] = value
    end
  end
  return fields
end

local found = {}
for i, key in ipairs(KEYS) do
  found[i] = summary(key)
end
return found
