package dev.chatengine.bus.redis;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether a node hears what others publish, for the host's health check.
 *
 * @param up whether it does; on a Redis Cluster, from all shards that carry something it wants
 * @param since since when that is so, by this machine's clock
 * @param reason why nothing is heard, without credentials; nothing if all is well
 */
public record RedisHealth(boolean up, Instant since, Optional<String> reason) {
  static RedisHealth of(ServerHealth health) {
    return new RedisHealth(health.up(), health.since(), Optional.ofNullable(health.reason()));
  }
}
