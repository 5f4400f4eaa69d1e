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
  static RedisHealth up(Instant since) {
    return new RedisHealth(true, since, Optional.empty());
  }

  static RedisHealth down(Instant since, String reason) {
    return new RedisHealth(false, since, Optional.of(reason));
  }
}
