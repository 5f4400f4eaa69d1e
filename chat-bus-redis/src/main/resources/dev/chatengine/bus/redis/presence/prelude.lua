-- What all scripts of the presence registry share; it is put in front of each.
--
-- KEYS[1] is the hash tag at the start of every key, so that all keys are in one slot of a Redis
-- Cluster. ARGV[1] is three numbers of microseconds: the server's time at the caller's last
-- renewal, 0 if there was none; the time since then on the caller's clock, which is never adjusted;
-- and an offset that is added to the server's time, 0 except in tests.
--
-- In keys and in fields of hashes, text that users choose comes after a ':', so that it cannot
-- equal a word of the scripts. Times are microseconds of the registry's clock, see below. A double
-- holds them exactly until the year 2255. Use decimal() to write them: Lua would use an exponent.

local prefix = KEYS[1]
local MEMORY = prefix .. ':memory'  -- hash: the epoch and what belongs to it, see remember()
local LEASES = prefix .. ':leases'  -- sorted set: lease -> when it runs out
local PARKED = prefix .. ':parked'  -- sorted set: session -> when its grace time ends
local TOKENS = prefix .. ':tokens'  -- hash: hash of a token -> session
local NAMES = prefix .. ':names'    -- hash: name -> user that is not known
local ROOMS = prefix .. ':rooms'    -- sorted set: names of rooms with members, all of score 0

local function sessionKey(id) return prefix .. ':session:' .. id end   -- hash, see load()
local function heldKey(id) return prefix .. ':held:' .. id end         -- list of payloads
local function leaseKey(lease) return prefix .. ':lease:' .. lease end -- set of sessions, not parked
local function lostKey(lease) return prefix .. ':lost:' .. lease end   -- hash: ':' session, see loseName()
local function userKey(id) return prefix .. ':user:' .. id end         -- hash: name and what belongs to it, ':' session
local function roomKey(name) return prefix .. ':room:' .. name end     -- hash: version, ':' user
local function orderKey(name) return prefix .. ':order:' .. name end   -- sorted set: user -> joined

local function decimal(number) return string.format('%.0f', number) end

local seen, elapsed, offset = string.match(ARGV[1], '^(%d+) (%d+) (-?%d+)$')
local time = redis.call('TIME')
local server = tonumber(time[1]) * 1000000 + tonumber(time[2]) + tonumber(offset)

---- The memory -------------------------------------------------------------------------------------

-- A server whose memory is full refuses a write that may need memory, unless the script has written
-- before. This write needs none, so that leases are renewed: otherwise a full server would end
-- every session.
local function evenIfFull() redis.call('HDEL', MEMORY, 'nothing') end

local memory

---- Time -------------------------------------------------------------------------------------------

-- Leases and grace times are durations, so the registry has a clock of its own. It runs like the
-- server's, except when the server's clock jumps, because it was set or another server took over.
-- The memory has the time of both clocks at the last renewal of any node. If the server's clock and
-- the caller's have run differently since the caller's last renewal, the server's clock has jumped,
-- either before or after the memory's last renewal. So there are two candidates for the time since
-- the memory's last renewal; neither is longer than the time since the caller's last renewal. The
-- shorter candidate counts. A difference that a slow network can explain is no jump.
local SLOWNESS = 1000000

local function sinceLastRenewal()
  local gone = server - memory.server
  local set = seen == '0' and 0 or server - tonumber(seen) - tonumber(elapsed)
  if math.abs(set) <= SLOWNESS then
    return math.max(gone, 0)
  end
  local most = tonumber(elapsed) + SLOWNESS
  local least
  for _, span in ipairs({gone, gone - set}) do
    if span >= 0 and span <= most then
      least = math.min(span, least or span)
    end
  end
  return least or 0
end

local now

-- The server's run id, which changes at a restart or a failover. Empty if INFO is not allowed.
local function currentRun()
  local info = redis.pcall('INFO', 'server')
  return type(info) == 'string' and string.match(info, 'run_id:(%x+)') or ''
end

-- Begins an epoch, now. Each has a generation, which is part of its leases, so that no lease of an
-- earlier epoch is ever renewed; and a base, the least version in this epoch. Until `settled`,
-- nothing from an earlier epoch expires.
local function begin(generation, floor, run, settled)
  local base = math.max(now, floor)
  memory = {
    epoch = decimal(server) .. '-' .. string.sub(run, 1, 12),
    born = now,
    generation = generation,
    base = base,
    floor = base,
    run = run,
    settled = settled,
    sessions = memory and memory.sessions or 0,
    held = memory and memory.held or 0,
    ttl = memory and memory.ttl or 0,
  }
  redis.call('HSET', MEMORY, 'epoch', memory.epoch, 'generation', generation, 'base', decimal(base),
    'floor', decimal(base), 'run', run, 'settled', decimal(settled), 'born', decimal(now),
    'clock', decimal(now), 'server', decimal(server))
end

-- Reads the memory, or begins one if there is none. floor is the version of every empty room.
local function remember()
  local fields = redis.call('HMGET', MEMORY, 'epoch', 'generation', 'base', 'floor', 'run',
    'settled', 'sessions', 'held', 'ttl', 'born', 'clock', 'server')
  if not fields[1] then
    now = server
    begin(1, 0, currentRun(), 0)
    return
  end
  memory = {
    epoch = fields[1],
    generation = tonumber(fields[2]),
    base = tonumber(fields[3]),
    floor = tonumber(fields[4]),
    run = fields[5],
    settled = tonumber(fields[6]),
    sessions = tonumber(fields[7] or 0),
    held = tonumber(fields[8] or 0),
    ttl = tonumber(fields[9] or 0),
    born = tonumber(fields[10]),
    clock = tonumber(fields[11]),
    server = tonumber(fields[12]),
  }
  now = memory.clock + sinceLastRenewal()
end

remember()

-- A server that was restarted, or took over from another, may have an old state: it contains
-- sessions that have ended since, and lacks those that began since. So a new epoch begins, in which
-- every node registers again; what no node confirms runs out one lease later.
local function noticeRestart()
  local run = currentRun()
  if run ~= '' and run ~= memory.run then
    begin(memory.generation + 1, memory.floor, run, now + memory.ttl)
  end
end

local function addSessions(number)
  memory.sessions = memory.sessions + number
  redis.call('HINCRBY', MEMORY, 'sessions', number)
end

local function addHeld(bytes)
  memory.held = memory.held + bytes
  redis.call('HINCRBY', MEMORY, 'held', bytes)
end

---- Leases -----------------------------------------------------------------------------------------

-- The lease of a node in this epoch.
local function leaseOf(node) return memory.generation .. ':' .. node end

local function nodeOf(lease) return string.sub(lease, string.find(lease, ':', 1, true) + 1) end

-- When a lease runs out.
local function leaseEnd(lease)
  local ends = tonumber(redis.call('ZSCORE', LEASES, lease) or 0)
  local generation = tonumber(string.match(lease, '^%d+'))
  return generation == memory.generation and ends or math.max(ends, memory.settled)
end

---- Sessions ---------------------------------------------------------------------------------------

-- A session's hash also has metadata (of its user), handover and former (the token of its last
-- takeover, and the node before it), and a field for each room, ':' and its name.
local function load(id)
  local fields = redis.call('HMGET', sessionKey(id), 'user', 'lease', 'known', 'token', 'grace',
    'rooms', 'held')
  if not fields[1] then
    return nil
  end
  return {
    id = id,
    user = fields[1],
    lease = fields[2],
    known = fields[3] == '1',
    token = fields[4],
    grace = tonumber(fields[5]),
    rooms = tonumber(fields[6] or 0),
    held = tonumber(fields[7] or 0),
  }
end

-- The end of the grace time of a session that is parked or counts as parked, otherwise nil.
local function graceEnd(session)
  local ends = redis.call('ZSCORE', PARKED, session.id)
  if ends then
    return math.max(tonumber(ends), memory.settled)
  end
  local lost = leaseEnd(session.lease)
  if session.token and lost <= now then
    return lost + session.grace
  end
  return nil
end

-- Whether a session has expired; parkedUntil is its graceEnd().
local function isOver(session, parkedUntil)
  if parkedUntil then
    return parkedUntil <= now
  end
  return not session.token and leaseEnd(session.lease) <= now
end

-- The names behind the ':' among the fields of a hash.
local function namesIn(key)
  local names = {}
  for _, field in ipairs(redis.call('HKEYS', key)) do
    if string.byte(field) == 58 then
      names[#names + 1] = string.sub(field, 2)
    end
  end
  return names
end

local function roomsOf(session) return namesIn(sessionKey(session.id)) end

-- Removes a session from its node.
local function leaveNode(session)
  if session.lease then
    redis.call('SREM', leaseKey(session.lease), session.id)
    redis.call('HDEL', lostKey(session.lease), ':' .. session.id)
  end
end

-- Removes a session from its node and its token.
local function detach(session)
  redis.call('ZREM', PARKED, session.id)
  leaveNode(session)
  if session.token and redis.call('HGET', TOKENS, session.token) == session.id then
    redis.call('HDEL', TOKENS, session.token)
  end
end

-- From now on a node serves a session, under a token ('' for none). A node without a lease gets one
-- that has just run out.
local function attach(session, node, token)
  session.lease = leaseOf(node)
  redis.call('ZADD', LEASES, 'NX', decimal(now), session.lease)
  redis.call('SADD', leaseKey(session.lease), session.id)
  redis.call('HSET', sessionKey(session.id), 'lease', session.lease)
  if token == '' then
    session.token = false
    redis.call('HDEL', sessionKey(session.id), 'token')
  else
    session.token = token
    redis.call('HSET', sessionKey(session.id), 'token', token)
    redis.call('HSET', TOKENS, token, session.id)
  end
end

-- Removes and returns the held payloads of a session.
local function takeHeld(session)
  if session.held == 0 then
    return {}
  end
  local payloads = redis.call('LRANGE', heldKey(session.id), 0, -1)
  redis.call('DEL', heldKey(session.id))
  redis.call('HDEL', sessionKey(session.id), 'held')
  addHeld(-session.held)
  session.held = 0
  return payloads
end

---- Rooms ------------------------------------------------------------------------------------------

-- Adds a change of membership to a flat list, as five values: room, version, kind, user and name.
local function addChange(changes, room, version, kind, user, name)
  local at = #changes
  changes[at + 1] = room
  changes[at + 2] = version
  changes[at + 3] = kind
  changes[at + 4] = user
  changes[at + 5] = name
end

-- The number of a room's last change; empty rooms have one, too.
local function versionOf(room)
  local version = redis.call('HGET', roomKey(room), 'version')
  return version and math.max(tonumber(version), memory.base) or memory.floor
end

local function nextVersion(room)
  local version = versionOf(room) + 1
  redis.call('HSET', roomKey(room), 'version', decimal(version))
  return version
end

-- Reads a member in its room's hash: the number of its sessions there, ':', and its name.
local function member(cell)
  local colon = string.find(cell, ':', 1, true)
  return tonumber(string.sub(cell, 1, colon - 1)), string.sub(cell, colon + 1)
end

local function enter(session, room, name, changes)
  redis.call('HSET', sessionKey(session.id), ':' .. room, '')
  redis.call('HINCRBY', sessionKey(session.id), 'rooms', 1)
  local cell = redis.call('HGET', roomKey(room), ':' .. session.user)
  if cell then
    local sessions, shown = member(cell)
    redis.call('HSET', roomKey(room), ':' .. session.user, (sessions + 1) .. ':' .. shown)
    return
  end
  local version = nextVersion(room)
  redis.call('HSET', roomKey(room), ':' .. session.user, '1:' .. name)
  redis.call('ZADD', orderKey(room), decimal(version), session.user)
  redis.call('ZADD', ROOMS, 0, room)
  addChange(changes, room, version, 'J', session.user, name)
end

local function exit(session, room, changes)
  redis.call('HDEL', sessionKey(session.id), ':' .. room)
  redis.call('HINCRBY', sessionKey(session.id), 'rooms', -1)
  local cell = redis.call('HGET', roomKey(room), ':' .. session.user)
  if not cell then
    return
  end
  local sessions, shown = member(cell)
  if sessions > 1 then
    redis.call('HSET', roomKey(room), ':' .. session.user, (sessions - 1) .. ':' .. shown)
    return
  end
  local version = nextVersion(room)
  redis.call('HDEL', roomKey(room), ':' .. session.user)
  redis.call('ZREM', orderKey(room), session.user)
  addChange(changes, room, version, 'L', session.user, shown)
  if redis.call('HLEN', roomKey(room)) == 1 then
    -- Deletes an empty room. Its version goes on from the floor, so it never goes back.
    redis.call('DEL', roomKey(room))
    redis.call('ZREM', ROOMS, room)
    if version > memory.floor then
      memory.floor = version
      redis.call('HSET', MEMORY, 'floor', decimal(version))
    end
  end
end

local function rename(user, room, name, changes)
  local cell = redis.call('HGET', roomKey(room), ':' .. user)
  if cell then
    local sessions = member(cell)
    redis.call('HSET', roomKey(room), ':' .. user, sessions .. ':' .. name)
    addChange(changes, room, nextVersion(room), 'R', user, name)
  end
end

