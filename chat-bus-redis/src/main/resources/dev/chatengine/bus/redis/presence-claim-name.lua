-- Takes a name for a session's user.
-- ARGV: 2 session, 3 name
-- Returns 1 and the changes, 0 if another user has the name, or -1 if the session is unknown.

local session = load(ARGV[2])
if not session then
  return {-1}
end
if not mayHave(session.user, session.known, ARGV[3]) then
  return {0}
end
local changes = {}
adoptName(session.user, session.known, ARGV[3], changes)
return {1, changes}
