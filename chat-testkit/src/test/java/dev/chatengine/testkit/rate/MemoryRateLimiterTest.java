package dev.chatengine.testkit.rate;

import dev.chatengine.memory.MemoryRateLimiter;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.testkit.ManualClock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The rate limiter in memory. */
class MemoryRateLimiterTest extends RateLimiterContract {
  final ManualClock clock = new ManualClock();

  @Override
  protected RateLimiter open(Map<RateAction, RateLimit> limits) {
    MemoryRateLimiter.Builder builder = MemoryRateLimiter.builder().nanoClock(clock::nanoTime);
    limits.forEach(builder::limit);
    return builder.build();
  }

  @Override
  protected void advance(Duration duration) {
    clock.advance(duration);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of();
  }
}
