-- Shared by the scripts that change a definition: the entity tag of a version, as DefinitionSummary.tag() gives it, and
-- whether a precondition holds. A precondition is '' for none, '*' for any, else tags, each between spaces.

local function tag(summary)
  return string.format('%.0f', summary.version) .. '-' .. string.sub(summary.contentHash, 1, 16)
end

local function named(tags, summary)
  return summary and (tags == '*' or string.find(tags, ' ' .. tag(summary) .. ' ', 1, true) ~= nil)
end

local function holds(summary, if_match, if_none_match)
  return (if_match == '' or named(if_match, summary)) and (if_none_match == '' or not named(if_none_match, summary))
end
