-- Ends sessions. Loaded after names.lua, in front of each script that uses it.

---- The end of a session ---------------------------------------------------------------------------

local function finish(session, changes)
  for _, room in ipairs(roomsOf(session)) do
    exit(session, room, changes)
  end
  detach(session)
  takeHeld(session)
  redis.call('DEL', sessionKey(session.id))
  redis.call('HDEL', userKey(session.user), ':' .. session.id)
  addSessions(-1)
  if #namesIn(userKey(session.user)) == 0 then
    giveNameBack(session.user)
  end
end

---- The script itself ------------------------------------------------------------------------------
