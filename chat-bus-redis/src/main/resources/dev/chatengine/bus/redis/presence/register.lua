-- Registers a session, or confirms its registration.
-- ARGV: 2 session, 3 node, 4 user, 5 whether it is known, 6 name or '', 7 metadata or '', 8 token or
-- '', 9 grace in microseconds, 10 the most sessions, 11 the most rooms of a session; of the node's
-- last renewal: 12 the epoch, 13 the time to live; 14 how long the user has had the name; then the
-- rooms
-- Returns 1 if the name is the session's, 0 if not, and the changes; or -1 if there are too many
-- sessions, -2 if there are too many rooms.

local id, node, user, name, token = ARGV[2], ARGV[3], ARGV[4], ARGV[6], ARGV[8]
local known = ARGV[5] == '1'
local FIRST_ROOM = 15

local session = load(id)
if #ARGV - FIRST_ROOM + 1 > tonumber(ARGV[11]) then
  return {-2}
end
if not session and memory.sessions >= tonumber(ARGV[10]) then
  return {-1}
end

local changes = {}
if session and session.user ~= user then
  finish(session, changes)
  session = nil
end
if session then
  detach(session)
else
  session = {id = id, user = user, held = 0, rooms = 0}
  redis.call('HSET', sessionKey(id), 'user', user)
  redis.call('HSET', userKey(user), ':' .. id, '')
  addSessions(1)
end

-- In a memory that has just begun, the first registration sets the length of a lease.
if memory.ttl == 0 then
  memory.ttl = tonumber(ARGV[13])
  redis.call('HSET', MEMORY, 'ttl', ARGV[13])
end

-- A node that renewed its lease before the memory was lost, and has not noticed the loss, is alive.
if ARGV[12] ~= '' and ARGV[12] ~= memory.epoch then
  redis.call('ZADD', LEASES, 'NX', decimal(now + tonumber(ARGV[13])), leaseOf(node))
end
redis.call('HSET', sessionKey(id), 'known', ARGV[5], 'grace', ARGV[9])
if ARGV[7] == '' then
  redis.call('HDEL', sessionKey(id), 'metadata')
else
  redis.call('HSET', sessionKey(id), 'metadata', ARGV[7])
end
attach(session, node, token)

local wanted = {}
for i = FIRST_ROOM, #ARGV do
  wanted[ARGV[i]] = true
end
local present = {}
for _, room in ipairs(roomsOf(session)) do
  if wanted[room] then
    present[room] = true
  else
    exit(session, room, changes)
  end
end

local since = now - tonumber(ARGV[14])
local holder = otherHolder(user, known, name)
local kept = not holder or yields(holder, since)
if kept then
  if holder then
    loseName(holder, changes)
  end
  adoptName(user, known, name, since, now + memory.ttl, changes)
elseif #namesIn(userKey(user)) == 1 then
  dropName(user, changes)
end

local shown = nameOf(user)
for i = FIRST_ROOM, #ARGV do
  if not present[ARGV[i]] then
    enter(session, ARGV[i], shown, changes)
  end
end
return {kept and 1 or 0, changes}
