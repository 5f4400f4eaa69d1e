-- The sessions of a user.
-- ARGV: 2 user
-- Returns the user's name, then for each session its id, its node, 1 if it is parked, and 1 if the
-- user is known.

local found = {nameOf(ARGV[2])}
for _, id in ipairs(namesIn(userKey(ARGV[2]))) do
  local session = load(id)
  local parkedUntil = session and graceEnd(session)
  if session and not isOver(session, parkedUntil) then
    found[#found + 1] = id
    found[#found + 1] = nodeOf(session.lease)
    found[#found + 1] = parkedUntil and 1 or 0
    found[#found + 1] = session.known and 1 or 0
  end
end
return found
