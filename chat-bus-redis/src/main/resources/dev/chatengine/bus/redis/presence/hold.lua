-- Holds a payload for a parked session.
-- ARGV: 2 session, 3 payload, 4 its cost in bytes, 5 the most for a session, 6 the most in all
-- Returns 1, or 0 if it is not held.

local session = load(ARGV[2])
local parkedUntil = session and graceEnd(session)
if not parkedUntil or isOver(session, parkedUntil) then
  return {0}
end
local bytes = tonumber(ARGV[4])
if session.held + bytes > tonumber(ARGV[5]) or memory.held + bytes > tonumber(ARGV[6]) then
  return {0}
end
redis.call('RPUSH', heldKey(session.id), ARGV[3])
redis.call('HINCRBY', sessionKey(session.id), 'held', bytes)
addHeld(bytes)
return {1}
