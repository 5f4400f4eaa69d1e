-- The rooms that have members, ordered by their UTF-8 bytes, and so by their code points.
-- ARGV: 2 the name after which to begin, or '', 3 how many at most
-- Returns for each its name and the number of its members.

local from = ARGV[2] == '' and '-' or '(' .. ARGV[2]
local result = {}
for _, room in ipairs(redis.call('ZRANGEBYLEX', ROOMS, from, '+', 'LIMIT', 0, ARGV[3])) do
  result[#result + 1] = room
  result[#result + 1] = redis.call('HLEN', roomKey(room)) - 1
end
return result
