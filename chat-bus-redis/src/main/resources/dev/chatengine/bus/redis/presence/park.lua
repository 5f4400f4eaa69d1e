-- Keeps a session without a connection for its grace time.
-- ARGV: 2 session
-- Returns 1, -1 if the session is unknown, or -2 if it has no token.

local session = load(ARGV[2])
if not session then
  return {-1}
end
if not session.token then
  return {-2}
end
if not redis.call('ZSCORE', PARKED, session.id) then
  -- If the lease of its node has run out, the session counts as parked since then.
  local ends = graceEnd(session) or now + session.grace
  leaveNode(session)
  redis.call('ZADD', PARKED, decimal(ends), session.id)
end
return {1}
