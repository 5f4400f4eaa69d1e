-- Ends a session.
-- ARGV: 2 session
-- Returns 1 and the changes.

local changes = {}
local session = load(ARGV[2])
if session then
  finish(session, changes)
end
return {1, changes}
