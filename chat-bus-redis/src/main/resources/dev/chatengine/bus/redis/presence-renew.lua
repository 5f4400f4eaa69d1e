-- Makes a node's lease, or extends it.
-- ARGV: 2 node, 3 time to live in microseconds
-- Returns the epoch, and 1 if the node had no live lease until now.

evenIfFull()
local ttl = tonumber(ARGV[3])
if ttl ~= memory.ttl then
  memory.ttl = ttl
  redis.call('HSET', MEMORY, 'ttl', decimal(ttl))
end
noticeRestart()
local lease = leaseOf(ARGV[2])
local fresh = leaseEnd(lease) <= now
redis.call('ZADD', LEASES, decimal(now + ttl), lease)
return {memory.epoch, fresh and 1 or 0}
