-- The names of users. Loaded after prelude.lua in each script.

---- Users and their names --------------------------------------------------------------------------

-- The name of a user, '' if the user has none.
local function nameOf(user) return redis.call('HGET', userKey(user), 'name') or '' end

-- The other user that prevents a user from taking a name, if any. Only guests' names are unique.
local function otherHolder(user, known, name)
  local holder = not known and name ~= '' and redis.call('HGET', NAMES, name)
  return holder and holder ~= user and holder or nil
end

-- Whether a node has registered a session of a user since the epoch began.
local function isConfirmed(user)
  for _, id in ipairs(namesIn(userKey(user))) do
    local lease = redis.call('HGET', sessionKey(id), 'lease')
    if tonumber(string.match(lease, '^%d+')) == memory.generation then
      return true
    end
  end
  return false
end

-- Whether the holder of a name loses it to a user that registers with it and has had it for longer.
-- A holder that no node has confirmed may be a ghost; it gets the name back when confirmed.
local function yields(holder, since)
  if not isConfirmed(holder) then
    return true
  end
  local name = redis.call('HMGET', userKey(holder), 'since', 'certain')
  return now < tonumber(name[2]) and since < tonumber(name[1])
end

-- Changes a user's name in all its rooms.
local function renameEverywhere(user, name, changes)
  local renamed = {}
  for _, id in ipairs(namesIn(userKey(user))) do
    for _, room in ipairs(namesIn(sessionKey(id))) do
      if not renamed[room] then
        renamed[room] = true
        rename(user, room, name, changes)
      end
    end
  end
end

local function giveNameBack(user)
  local name = nameOf(user)
  if name ~= '' then
    if redis.call('HGET', NAMES, name) == user then
      redis.call('HDEL', NAMES, name)
    end
    redis.call('HDEL', userKey(user), 'name', 'since', 'certain')
  end
end

-- Takes a user's name away.
local function dropName(user, changes)
  if nameOf(user) ~= '' then
    giveNameBack(user)
    renameEverywhere(user, '', changes)
  end
end

-- A user loses its name to an older holder. Renewals report it to the nodes of its sessions.
local function loseName(user, changes)
  dropName(user, changes)
  for _, id in ipairs(namesIn(userKey(user))) do
    if not redis.call('ZSCORE', PARKED, id) then
      redis.call('HSET', lostKey(redis.call('HGET', sessionKey(id), 'lease')), ':' .. id, '')
    end
  end
end

-- Gives a user a free name, in all its rooms; '' changes nothing. The user has had the name since
-- the time `since`; after the time `certain` no older holder takes it back.
local function adoptName(user, known, name, since, certain, changes)
  if name == '' then
    return
  end
  local former = nameOf(user)
  if name ~= former then
    giveNameBack(user)
    redis.call('HSET', userKey(user), 'name', name, 'since', decimal(since), 'certain',
      decimal(certain))
  end
  if not known then
    redis.call('HSET', NAMES, name, user)
  end
  if name ~= former then
    renameEverywhere(user, name, changes)
  end
end

