package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.pubsub.ServerHealth;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a node receives what others publish, for the host's health check.
 *
 * @param up whether it does; on a Redis Cluster, from all shards that carry its channels
 * @param since since when that is so, by this machine's clock
 * @param reason why it does not, without credentials; empty if {@code up}
 */
public record RedisHealth(boolean up, Instant since, Optional<String> reason) {
  static RedisHealth of(ServerHealth health) {
    return new RedisHealth(health.up(), health.since(), Optional.ofNullable(health.reason()));
  }
}
