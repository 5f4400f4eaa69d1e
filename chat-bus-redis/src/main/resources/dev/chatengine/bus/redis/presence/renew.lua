-- Makes a node's lease, or extends it.
-- ARGV: 2 node, 3 time to live in microseconds
-- Returns the epoch, 1 if the node had no live lease until now, the server's time, and the sessions
-- of the node whose users lost their names.

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
redis.call('HSET', MEMORY, 'clock', decimal(now), 'server', decimal(server))
return {memory.epoch, fresh and 1 or 0, decimal(server), namesIn(lostKey(lease))}
