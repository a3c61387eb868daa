-- Put in front of scripts that somebody calls who may be anybody.

-- Whether an execution is there for whoever asks: '*' stands for those who may command everybody's.
local function theirs(owner, asker)
  return asker == '*' or (owner or '') == asker
end
