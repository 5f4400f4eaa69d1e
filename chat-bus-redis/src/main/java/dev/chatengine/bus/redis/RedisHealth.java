package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.pubsub.ServerHealth;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a node receives what other nodes publish, for the host's health check.
 *
 * @param up whether the node receives; on a Redis Cluster, from all shards that carry its channels
 * @param since when {@code up} last changed, by this machine's clock
 * @param reason why the node does not receive, without credentials; empty if {@code up}
 */
public record RedisHealth(boolean up, Instant since, Optional<String> reason) {
  static RedisHealth of(ServerHealth health) {
    return new RedisHealth(health.up(), health.since(), Optional.ofNullable(health.reason()));
  }
}
