-- Takes a session into a room.
-- ARGV: 2 session, 3 room, 4 the most rooms of a session
-- Returns 1 and the changes, -1 if the session is unknown, or -2 if it is in too many rooms.

local session = load(ARGV[2])
if not session then
  return {-1}
end
if redis.call('HEXISTS', sessionKey(session.id), ':' .. ARGV[3]) == 1 then
  return {1, {}}
end
if session.rooms >= tonumber(ARGV[4]) then
  return {-2}
end
local changes = {}
enter(session, ARGV[3], nameOf(session.user), changes)
return {1, changes}
