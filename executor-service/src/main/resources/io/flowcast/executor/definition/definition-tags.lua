-- Shared by the scripts that change a definition: the entity tag of a version, as DefinitionSummary.tag() gives it, and
-- whether a precondition holds. A precondition is '' for none, '*' for any, else tags, each between spaces.

-- Refuses what no caller of ours would ask, before anything is written: Redis takes nothing back.
local function check(holds, what)
  if not holds then
    error({err = 'ARGUMENTS ' .. what})
  end
end

local function whole(text)
  return text and #text > 0 and #text <= 16 and not string.find(text, '%D')
end

-- A summary as it is stored, or is to be; nil where that is none.
local function summary_of(text)
  local read, summary = pcall(cjson.decode, text)
  return read and type(summary) == 'table' and type(summary.contentHash) == 'string' and summary or nil
end

-- The keys are those of this workflow, each of the type that it is written as.
local function check_keys(id, count)
  check(#KEYS == count and id and id ~= '', #KEYS .. ' keys')
  for place, name in pairs({[2] = 'versions', [3] = 'hashes', [4] = 'summaries'}) do
    check(string.sub(KEYS[place], -#name - #id - 2) == ':' .. name .. ':' .. id, '1 does not name key ' .. place)
    redis.call('HLEN', KEYS[place])
  end
  redis.call('HLEN', KEYS[1])
  redis.call('HLEN', KEYS[5])
  check(whole(redis.call('GET', KEYS[6]) or '0'), 'key 6 counts nothing')
end

local function content_tag(summary)
  return string.format('%.0f', summary.version) .. '-' .. string.sub(summary.contentHash, 1, 16)
end

local function tag(summary)
  local content = content_tag(summary)
  return summary.textHash and content .. '-' .. string.sub(summary.textHash, 1, 8) or content
end

-- Without the digits of the text it is the tag of who knows the content alone: a gateway from before texts were kept.
local function named(tags, summary)
  return summary and (tags == '*' or string.find(tags, ' ' .. tag(summary) .. ' ', 1, true) ~= nil
    or string.find(tags, ' ' .. content_tag(summary) .. ' ', 1, true) ~= nil)
end

local function holds(summary, if_match, if_none_match)
  return (if_match == '' or named(if_match, summary)) and (if_none_match == '' or not named(if_none_match, summary))
end
