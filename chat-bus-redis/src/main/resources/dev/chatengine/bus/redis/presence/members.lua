-- The members of a room.
-- ARGV: 2 room
-- Returns the version, then for each member its user and its name, in the order of joining.

local CHUNK = 1000 -- as many values as fit on Lua's stack with ease

local result = {versionOf(ARGV[2])}
local users = redis.call('ZRANGE', orderKey(ARGV[2]), 0, -1)
for first = 1, #users, CHUNK do
  local fields = {}
  for i = first, math.min(first + CHUNK - 1, #users) do
    fields[#fields + 1] = ':' .. users[i]
  end
  for i, cell in ipairs(redis.call('HMGET', roomKey(ARGV[2]), unpack(fields))) do
    local _, name = member(cell)
    result[#result + 1] = users[first + i - 1]
    result[#result + 1] = name
  end
end
return result
