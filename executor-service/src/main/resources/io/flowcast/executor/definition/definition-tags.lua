-- Shared by the scripts that change a definition: the entity tag of a version, as DefinitionSummary.tag() gives it, and
-- whether a precondition holds. A precondition is '' for none, '*' for any, else tags, each between spaces.

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
