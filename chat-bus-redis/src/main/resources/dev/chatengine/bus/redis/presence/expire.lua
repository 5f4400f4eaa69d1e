-- Removes some expired sessions.
-- ARGV: 2 how many sessions at most
-- Returns 1 if there may be more, the number of sessions examined, and the changes.

local SOME_LEASES = 100
local SOME_VALUES = 5 * 1000 -- of changes: a session in very many rooms counts as several

evenIfFull()
noticeRestart()
if now < memory.settled then
  return {0, 0, {}}
end

local left = tonumber(ARGV[2])
local changes = {}
local function hasBudget() return left > 0 and #changes < SOME_VALUES end

local leases = redis.call('ZRANGEBYSCORE', LEASES, '-inf', decimal(now), 'LIMIT', 0, SOME_LEASES)
for _, lease in ipairs(leases) do
  local id = hasBudget() and redis.call('SPOP', leaseKey(lease))
  while id do
    left = left - 1
    local session = load(id)
    if session and session.token then
      leaveNode(session)
      redis.call('ZADD', PARKED, decimal(leaseEnd(lease) + session.grace), id)
    elseif session then
      finish(session, changes)
    end
    id = hasBudget() and redis.call('SPOP', leaseKey(lease))
  end
  if redis.call('EXISTS', leaseKey(lease)) == 0 then
    redis.call('ZREM', LEASES, lease)
  end
end

while hasBudget() do
  local id = redis.call('ZRANGEBYSCORE', PARKED, '-inf', decimal(now), 'LIMIT', 0, 1)[1]
  if not id then
    break
  end
  left = left - 1
  local session = load(id)
  if session then
    finish(session, changes)
  else
    redis.call('ZREM', PARKED, id)
  end
end
local more = not hasBudget() or #leases == SOME_LEASES
return {more and 1 or 0, tonumber(ARGV[2]) - left, changes}
