-- Takes a name for a session's user.
-- ARGV: 2 session, 3 name
-- Returns 1 and the changes, 0 if another user has the name, or -1 if the session is unknown.

local session = load(ARGV[2])
if not session then
  return {-1}
end
if otherHolder(session.user, session.known, ARGV[3]) then
  return {0}
end
local changes = {}
redis.call('HDEL', lostKey(session.lease), ':' .. session.id)
-- A memory that has just begun may have replaced a lost one: older holders may still register.
adoptName(session.user, session.known, ARGV[3], now, memory.born + memory.ttl, changes)
return {1, changes}
