-- Takes a session out of a room.
-- ARGV: 2 session, 3 room
-- Returns 1 and the changes, or -1 if the session is unknown.

local session = load(ARGV[2])
if not session then
  return {-1}
end
local changes = {}
if redis.call('HEXISTS', sessionKey(session.id), ':' .. ARGV[3]) == 1 then
  exit(session, ARGV[3], changes)
end
return {1, changes}
