-- Put in front of every script of the executions. It only defines; each script states what it reads and writes. What only some
-- need is in files of its own: what is defined costs every call something.
--
-- An execution's keys all start with the prefix flow:{p}: and so lie in one slot. Numbers are formatted with %.0f:
-- tostring would turn a fence into 1.79e+15.

local TERMINAL = {completed = true, failed = true, cancelled = true}
-- HSET, HDEL and the like take at most this many arguments at once: Lua's stack ends at 8,000.
local CHUNK = 2000

-- Refuses what no caller of ours asks for, before anything is written: Redis takes nothing back. That its keys are of their
-- types a script sees when it reads them; those that it finds by itself are of theirs.
local function check(holds, what)
  if not holds then
    error({err = 'ARGUMENTS ' .. what})
  end
end

-- The argument of this place, a whole number from `least` (0 where that is left out) to what Lua's numbers count exactly:
-- tonumber takes nan, inf and 1.5 as well.
local function whole(place, least)
  local number = tonumber(ARGV[place])
  if not number or number < (least or 0) or number > 9007199254740991 or number % 1 ~= 0 then
    check(false, place .. ' is no whole number, or too small')
  end
  return number + 0 -- -0 is written otherwise
end

local function text(number)
  return string.format('%.0f', number)
end

-- Redis' clock, the same throughout one script: milliseconds as a number, milliseconds as text, microseconds.
local function clock()
  local time = redis.call('TIME')
  local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local millis = math.floor(micros / 1000)
  return millis, text(millis), micros
end

-- Never used before, not even where a failover lost the stored one.
local function next_fence(stored, micros)
  return text(math.max((tonumber(stored or '0') or 0) + 1, micros))
end

local function sequence(event_id)
  return tonumber(string.match(event_id, '^%d+'))
end

local function held(executor)
  return executor and executor ~= ''
end

-- Sets the fields and values in ARGV[first..last].
local function set_fields(key, first, last)
  for from = first, last, CHUNK do
    redis.call('HSET', key, unpack(ARGV, from, math.min(from + CHUNK - 1, last)))
  end
end

-- How many events there are in the pairs of number and text that start at ARGV[first].
local function count_events(first)
  check(first <= #ARGV + 1 and (#ARGV + 1 - first) % 2 == 0, 'the events are no pairs')
  local count = 0
  for i = first, #ARGV, 2 do
    count = count + whole(i, 1)
  end
  check(count < 2 ^ 52, 'the events are too many')
  return count
end

-- Appends an entry for each pair of number of events and their text that starts at ARGV[first], up from the sequence after
-- `seq`. The first write of a script: where the log does not take it, nothing is written at all.
local function append(prefix, id, max_length, seq, fence, first)
  local log = prefix .. 'log:' .. id
  for i = first, #ARGV, 2 do
    seq = seq + tonumber(ARGV[i])
    redis.call('XADD', log, 'MAXLEN', '~', max_length, text(seq) .. '-' .. fence, 'events', ARGV[i + 1])
  end
end

-- The last write of a script: whoever hears of an event finds it in the log. A message an entry: its id, and its text.
local function publish(prefix, id, seq, fence, first)
  local channel = prefix .. 'events:' .. id
  for i = first, #ARGV, 2 do
    seq = seq + tonumber(ARGV[i])
    redis.call('PUBLISH', channel, text(seq) .. '-' .. fence .. '\n' .. ARGV[i + 1])
  end
end

local function due(prefix, id, at)
  redis.call('ZADD', prefix .. 'due', at, id)
end

local function ring(prefix, id)
  redis.call('PUBLISH', prefix .. 'bell', id)
end

-- The intents that stand: number, value, number, value... `list` is the field that names them, so that an execution of
-- which nothing is asked costs no read.
local function standing(key, list)
  local found = {}
  for number in string.gmatch(list or '', '%d+') do
    found[#found + 1] = number
    found[#found + 1] = redis.call('HGET', key, 'intent:' .. number) or ''
  end
  return found
end
