-- Gives a node's lease up.
-- ARGV: 2 node

evenIfFull()
local lease = leaseOf(ARGV[2])
if leaseEnd(lease) > now then
  redis.call('ZADD', LEASES, decimal(now), lease)
end
return {}
