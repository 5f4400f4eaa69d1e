package dev.chatengine.bus.redis;

import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.testkit.rate.RateLimiterContract;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;

/** The rate limiter in Redis does what every limiter has to. */
class RedisRateLimiterTest extends RateLimiterContract {
  private static final TestRedis REDIS = TestRedis.start();

  private final String namespace = REDIS.namespace();
  private final AtomicLong offset = new AtomicLong();

  @AfterAll
  static void stopServer() {
    REDIS.close();
  }

  @Override
  protected RateLimiter open(Map<RateAction, RateLimit> limits) {
    RedisRateLimiter.Builder builder =
        RedisRateLimiter.builder(REDIS.client(), namespace).timeOffset(offset::get);
    limits.forEach(builder::limit);
    return builder.build();
  }

  @Override
  protected void advance(Duration duration) {
    // Never less than was asked for.
    offset.addAndGet(TimeUnit.NANOSECONDS.toMicros(duration.toNanos() + 999));
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SHARED);
  }
}
