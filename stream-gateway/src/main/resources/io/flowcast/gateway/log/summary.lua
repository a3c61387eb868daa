-- An execution's state without what is big: outputs, input, definition. Reads only.
-- KEYS  1 the execution's hash
-- gives {field, value, ...}; {} where there is no such execution
local big = {input = true, output = true, definition = true}
local names = {}
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  if not big[name] and string.sub(name, 1, 7) ~= 'output:' then
    names[#names + 1] = name
  end
end
local fields = {}
for from = 1, #names, 1000 do
  local some = {unpack(names, from, math.min(from + 999, #names))}
  for i, value in ipairs(redis.call('HMGET', KEYS[1], unpack(some))) do
    fields[#fields + 1] = some[i]
    fields[#fields + 1] = value
  end
end
return fields
