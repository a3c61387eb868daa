-- Keeps a definition as a new version, unless some version of the workflow has this content already.
--
-- KEYS   1 flow:definitions, 2 flow:definition:<id>, 3 flow:definition-hashes:<id>
-- ARGV   1 workflow id, 2 content hash, 3 source ('file' or 'api'), 4 the summary as JSON without its last brace and
--        without version and updatedAt, 5 the definition as JSON
-- Result {version, 1} where it made a version, {version, 0} where that one was there
-- Errors none of its own
--
-- JSON is put together as text: cjson would lose the order of fields, empty lists, and numbers past 14 digits.

local listed = redis.call('HGET', KEYS[1], ARGV[1])
local latest = listed and cjson.decode(listed) or {version = 0}
local known = redis.call('HGET', KEYS[3], ARGV[2])

if known then
  -- A file that says what was put by hand takes it over, so that it can't be deleted under the file.
  if tonumber(known) == latest.version and ARGV[3] == 'file' and latest.source ~= 'file' then
    local summary = ARGV[4] .. string.format(',"version":%.0f,"updatedAt":%.0f}', latest.version, latest.updatedAt)
    redis.call('HSET', KEYS[1], ARGV[1], summary)
  end
  return {tonumber(known), 0}
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local version = latest.version + 1
local summary = ARGV[4] .. string.format(',"version":%.0f,"updatedAt":%.0f}', version, now)
redis.call('HSET', KEYS[2], string.format('%.0f', version), '{"summary":' .. summary .. ',"definition":' .. ARGV[5] .. '}')
redis.call('HSET', KEYS[3], ARGV[2], string.format('%.0f', version))
redis.call('HSET', KEYS[1], ARGV[1], summary)
return {version, 1}
