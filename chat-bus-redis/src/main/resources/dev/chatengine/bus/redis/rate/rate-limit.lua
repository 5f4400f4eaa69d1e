-- Takes permits from a token bucket, if there are enough.
--
-- KEYS[1] is the bucket: "tokens:microseconds", the number of tokens and the server's time then. A
-- full bucket is not kept: its key expires when it is full, and a missing key is a full bucket.
-- ARGV: 1 an offset in microseconds that is added to the server's time, 0 except in tests, 2
-- permits, 3 the capacity of the bucket, 4 the microseconds in which it fills
-- Returns 0 if the permits were taken, otherwise the microseconds after which they can be.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2]) + tonumber(ARGV[1])
local permits, capacity, period = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local tokens, since = capacity, now
local bucket = redis.call('GET', KEYS[1])
if bucket then
  local colon = string.find(bucket, ':', 1, true)
  tokens = tonumber(string.sub(bucket, 1, colon - 1))
  -- If the clock was set back (or another server's is behind), no time has passed.
  since = math.min(now, tonumber(string.sub(bucket, colon + 1)))
end

local function tokensAt(moment)
  return math.min(capacity, tokens + (moment - since) * capacity / period)
end

local left = tokensAt(now) - permits
if left >= 0 then
  -- Must not expire too early: the next attempt would find a full bucket.
  local untilFull = math.ceil((capacity - left) * period / capacity / 1000) + 1
  redis.call('SET', KEYS[1], string.format('%.17g:%.0f', left, now), 'PX',
    string.format('%.0f', untilFull))
  return 0
end

-- Nothing is written: a refusal costs nothing. The loop checks the estimate with the next attempt's
-- own computation, so that a rounding error never makes it too early.
local moment = math.max(now + 1, since + math.ceil((permits - tokens) * period / capacity))
while tokensAt(moment) < permits do
  moment = moment + 1
end
return moment - now
