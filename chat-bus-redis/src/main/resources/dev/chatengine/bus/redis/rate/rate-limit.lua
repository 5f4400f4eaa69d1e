-- Takes permits from a token bucket, if there are enough.
--
-- KEYS[1] is the bucket: "tokens:microseconds", how many there were and when, by the server's clock.
-- A bucket that is full is not kept: it expires when it is, and whoever comes next finds it full.
-- ARGV: 1 an offset in microseconds that is added to the server's time, 0 but in tests, 2 permits,
-- 3 how many the bucket holds, 4 the microseconds in which it is filled
-- Returns 0 if they were taken, otherwise the microseconds after which they could be.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2]) + tonumber(ARGV[1])
local permits, capacity, period = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local tokens, since = capacity, now
local bucket = redis.call('GET', KEYS[1])
if bucket then
  local colon = string.find(bucket, ':', 1, true)
  tokens = tonumber(string.sub(bucket, 1, colon - 1))
  -- A clock that was put back, as another server's may be, is one that stands still.
  since = math.min(now, tonumber(string.sub(bucket, colon + 1)))
end

local function tokensAt(moment)
  return math.min(capacity, tokens + (moment - since) * capacity / period)
end

local left = tokensAt(now) - permits
if left >= 0 then
  -- Never too early: then somebody would find it full who must not yet.
  local untilFull = math.ceil((capacity - left) * period / capacity / 1000) + 1
  redis.call('SET', KEYS[1], string.format('%.17g:%.0f', left, now), 'PX',
    string.format('%.0f', untilFull))
  return 0
end

-- Nothing is written: asking costs nothing. The estimate is checked by what the next attempt will
-- compute, so that it never comes a rounding error too early.
local moment = math.max(now + 1, since + math.ceil((permits - tokens) * period / capacity))
while tokensAt(moment) < permits do
  moment = moment + 1
end
return moment - now
