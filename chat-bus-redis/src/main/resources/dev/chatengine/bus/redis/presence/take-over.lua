-- Takes over the session of a token under another id.
-- ARGV: 2 token, 3 new session, 4 node, 5 new token
-- Returns 1, the user, whether it is known, its metadata, its name, the former node, the rooms, the
-- held payloads, and how long the user has had the name; 0 if no session has the token; or -1 if
-- another session has the new id.

local token, newId, node, newToken = ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local function taken(session, former, held)
  local metadata = redis.call('HGET', sessionKey(session.id), 'metadata') or ''
  local since = redis.call('HGET', userKey(session.user), 'since')
  return {1, session.user, session.known and 1 or 0, metadata, nameOf(session.user), former,
    roomsOf(session), held, since and decimal(math.max(0, now - tonumber(since))) or '0'}
end

local id = redis.call('HGET', TOKENS, token)
local session = id and load(id)
if not session then
  -- A node asks again if it did not receive the answer of a takeover that succeeded.
  local won = load(newId)
  if won and won.token == newToken and nodeOf(won.lease) == node and not graceEnd(won) then
    local handover = redis.call('HMGET', sessionKey(newId), 'handover', 'former')
    if handover[1] == token then
      return taken(won, handover[2], {})
    end
  end
  return {0}
end
if isOver(session, graceEnd(session)) then
  return {0}
end
if id ~= newId and redis.call('EXISTS', sessionKey(newId)) == 1 then
  return {-1}
end

local former = nodeOf(session.lease)
local held = takeHeld(session)
detach(session)
if id ~= newId then
  redis.call('RENAME', sessionKey(id), sessionKey(newId))
  redis.call('HDEL', userKey(session.user), ':' .. id)
  redis.call('HSET', userKey(session.user), ':' .. newId, '')
  session.id = newId
end
attach(session, node, newToken)
redis.call('HSET', sessionKey(newId), 'handover', token, 'former', former)
return taken(session, former, held)
