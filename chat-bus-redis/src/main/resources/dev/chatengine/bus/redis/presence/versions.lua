-- The versions of some rooms.
-- ARGV: 2 and on: rooms
-- Returns the version of each.

local versions = {}
for i = 2, #ARGV do
  versions[i - 1] = versionOf(ARGV[i])
end
return versions
