package dev.chatengine.bus.redis;

import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.testkit.presence.PresenceRegistryContract;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;

/** The registry in Redis does what every registry has to. */
class RedisPresenceRegistryTest extends PresenceRegistryContract {
  private static final TestRedis REDIS = TestRedis.start();

  private final String namespace = REDIS.namespace();
  private final AtomicLong offset = new AtomicLong();

  @AfterAll
  static void stopServer() {
    REDIS.close();
  }

  @Override
  protected PresenceRegistry open() {
    return RedisPresenceRegistry.create(
        REDIS.client(), namespace, RedisPresenceOptions.defaults(), offset::get);
  }

  @Override
  protected void advance(Duration duration) {
    offset.addAndGet(TimeUnit.NANOSECONDS.toMicros(duration.toNanos()));
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SHARED, Capability.LOSSY);
  }

  @Override
  protected void loseData() {
    REDIS.client().keys("{" + namespace + ":presence}*").forEach(key -> REDIS.client().del(key));
  }
}
