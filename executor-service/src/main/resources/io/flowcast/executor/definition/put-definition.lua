-- Keeps a definition as a new version, unless the latest version has this content already, or, for a file, any version. The
-- oldest versions go where there are more than may be. Where the latest version has this content and another text, it gets
-- this text, and else stays as it is, its owner and time included.
--
-- KEYS   1 flow:{definitions}:latest, 2 flow:{definitions}:versions:<id>, 3 flow:{definitions}:hashes:<id>,
--        4 flow:{definitions}:summaries:<id>, 5 flow:{definitions}:deleted, 6 flow:{definitions}:changes
-- ARGV   1 workflow id, 2 content hash, 3 source ('file' or 'api'), 4 the summary as JSON without its last brace and
--        without version and updatedAt, 5 the definition as JSON, 6 If-Match, 7 If-None-Match (definition-tags.lua),
--        8 how many versions are kept, 9 how many workflows there may be, 10 the author's text as JSON, 11 its hash
-- Result {'stored', version, 1, tag} where it made a version, {'stored', version, 0, tag} where that one was there,
--        {'mismatch', tag of the latest} or {'mismatch'} where there is none, {'full'}
-- Errors 'ARGUMENTS ...' where they are none of these; then nothing is written
--
-- JSON is put together as text: cjson would lose the order of fields, empty lists, and numbers past 14 digits.

check(#ARGV == 11, #ARGV .. ' arguments')
check_keys(ARGV[1], 6)
check(whole(ARGV[8]) and tonumber(ARGV[8]) > 0 and whole(ARGV[9]), '8 or 9 is no whole number')
check(ARGV[3] == 'file' or ARGV[3] == 'api', '3 is no source')
local given = summary_of(ARGV[4] .. '}')
check(given and given.contentHash == ARGV[2] and ARGV[5] ~= '' and ARGV[10] ~= '' and not string.find(ARGV[11], '[^%w]'), '4 is no summary of this')

local listed = redis.call('HGET', KEYS[1], ARGV[1])
local latest = listed and summary_of(listed)
check(latest or not listed, '1 is stored in a form that cannot be read')
local from_file = ARGV[3] == 'file'

local function write(open_summary, version, time, file_text)
  local number = string.format('%.0f', version)
  local summary = open_summary .. string.format(',"version":%.0f,"updatedAt":%.0f,"textHash":"%s"', version, time, ARGV[11])
    .. (file_text and ',"fileTextHash":"' .. file_text .. '"}' or '}')
  redis.call('HSET', KEYS[2], number, '{"summary":' .. summary .. ',"definition":' .. ARGV[5] .. ',"text":' .. ARGV[10] .. '}')
  redis.call('HSET', KEYS[3], ARGV[2], number)
  redis.call('HSET', KEYS[4], number, summary)
  redis.call('HSET', KEYS[1], ARGV[1], summary)
  redis.call('INCR', KEYS[6])
end

local function stored(version, made, text_hash)
  return {'stored', version, made, tag({version = version, contentHash = ARGV[2], textHash = text_hash})}
end

if latest and latest.contentHash == ARGV[2] then
  if from_file and latest.source ~= 'file' then
    -- A file that says what was put by hand takes it over, so that it can't be deleted under the file.
    write(ARGV[4], latest.version, latest.updatedAt, ARGV[11])
  elseif latest.textHash == ARGV[11] or (from_file and latest.fileTextHash == ARGV[11]) then
    return stored(latest.version, 0, latest.textHash)
  elseif not holds(latest, ARGV[6], ARGV[7]) then
    return {'mismatch', tag(latest)}
  else
    local open_summary = string.match(listed, '^(.*),"version":%d+,"updatedAt":%d+')
    write(open_summary, latest.version, latest.updatedAt, from_file and ARGV[11] or latest.fileTextHash)
  end
  return stored(latest.version, 0, ARGV[11])
end

local known = redis.call('HGET', KEYS[3], ARGV[2])
if known and from_file then
  return stored(tonumber(known), 0)
end
if not holds(latest, ARGV[6], ARGV[7]) then
  return latest and {'mismatch', tag(latest)} or {'mismatch'}
end
if not latest and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[9]) then
  return {'full'}
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local before = latest and latest.version or tonumber(redis.call('HGET', KEYS[5], ARGV[1]) or '0')
local version = before + 1

local past = {}
for number = version - tonumber(ARGV[8]), 1, -1 do
  local field = string.format('%.0f', number)
  local outlived = redis.call('HGET', KEYS[4], field)
  if not outlived then break end
  past[field] = cjson.decode(outlived).contentHash
end

write(ARGV[4], version, now, from_file and ARGV[11])
redis.call('HDEL', KEYS[5], ARGV[1])
for field, hash in pairs(past) do
  if redis.call('HGET', KEYS[3], hash) == field then
    redis.call('HDEL', KEYS[3], hash)
  end
  redis.call('HDEL', KEYS[2], field)
  redis.call('HDEL', KEYS[4], field)
end
return stored(version, 1, ARGV[11])
