package dev.chatengine.bus.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff waits = new Backoff(Duration.ofNanos(50), Duration.ofNanos(5_000));

  @Test
  void waitsMayBeTwiceAsLongEachTimeUpToABound() {
    long bound = 50;
    long longest = 0;
    for (int i = 0; i < 2_000; i++) {
      bound = Math.min(5_000, bound * 2);
      long wait = waits.next();
      assertThat(wait).as("wait %d", i).isBetween(50L, bound);
      longest = Math.max(longest, wait);
    }
    assertThat(longest).as("waits grow").isGreaterThan(2_500);
  }

  @Test
  void aResetMakesTheNextWaitAShortOne() {
    for (int i = 0; i < 100; i++) {
      long unused = waits.next();
    }
    waits.reset();
    assertThat(waits.next()).isBetween(50L, 100L);
  }
}
