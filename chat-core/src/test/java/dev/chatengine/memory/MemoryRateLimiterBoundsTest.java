package dev.chatengine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter.Decision;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The rate limiter in memory at its bounds, and its exactness. */
class MemoryRateLimiterBoundsTest {
  private static final RateAction MESSAGE = RateAction.MESSAGE;

  private final AtomicLong clock = new AtomicLong(123);

  @Test
  void theTimeToWaitIsExact() {
    for (long permits : new long[] {1, 3, 7, 10, 60, 999}) {
      for (int wanted = 1; wanted <= Math.min(permits, 5); wanted++) {
        MemoryRateLimiter limiter = limiter(RateLimit.perSecond(permits), 10);
        for (long i = 0; i < permits; i++) {
          assertThat(limiter.tryAcquire("ann", MESSAGE, 1)).isEqualTo(Decision.ALLOWED);
        }
        clock.addAndGet(12_345);

        long wait = limiter.tryAcquire("ann", MESSAGE, wanted).retryAfter().toNanos();

        clock.addAndGet(wait - 1);
        assertThat(limiter.tryAcquire("ann", MESSAGE, wanted))
            .as("%s of %s, a nanosecond too early", wanted, permits)
            .isEqualTo(Decision.refused(Duration.ofNanos(1)));
        clock.addAndGet(1);
        assertThat(limiter.tryAcquire("ann", MESSAGE, wanted))
            .as("%s of %s, in time", wanted, permits)
            .isEqualTo(Decision.ALLOWED);
      }
    }
  }

  @Test
  void noMoreSubjectsAreRememberedThanItsBound() {
    MemoryRateLimiter limiter = limiter(RateLimit.perSecond(2), 100);
    for (int i = 0; i < 1_000; i++) {
      limiter.tryAcquire("user-" + i, MESSAGE, 1);
    }

    assertThat(limiter.subjects(MESSAGE)).isEqualTo(100);
  }

  @Test
  void aFullBucketIsDroppedFirst() {
    MemoryRateLimiter limiter = limiter(new RateLimit(10, Duration.ofSeconds(10)), 3);
    limiter.tryAcquire("spent", MESSAGE, 10);
    limiter.tryAcquire("hardly-used", MESSAGE, 1);
    limiter.tryAcquire("also-spent", MESSAGE, 10);
    clock.addAndGet(Duration.ofSeconds(1).toNanos());

    limiter.tryAcquire("new", MESSAGE, 1);

    assertThat(limiter.tryAcquire("spent", MESSAGE, 2).allowed()).isFalse();
    assertThat(limiter.tryAcquire("also-spent", MESSAGE, 2).allowed()).isFalse();
  }

  @Test
  void withoutAFullBucketTheLeastRecentlyUsedIsDropped() {
    MemoryRateLimiter limiter = limiter(new RateLimit(10, Duration.ofDays(1)), 2);
    limiter.tryAcquire("ann", MESSAGE, 10);
    limiter.tryAcquire("bob", MESSAGE, 10);
    limiter.tryAcquire("ann", MESSAGE, 1);

    limiter.tryAcquire("cat", MESSAGE, 1);

    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
    assertThat(limiter.tryAcquire("bob", MESSAGE, 1).allowed()).isTrue();
  }

  @Test
  void theSubjectsOfOneActionDoNotPushOutThoseOfAnother() {
    MemoryRateLimiter limiter =
        MemoryRateLimiter.builder()
            .limit(MESSAGE, new RateLimit(1, Duration.ofDays(1)))
            .limit(RateAction.CONNECT, new RateLimit(1, Duration.ofDays(1)))
            .maxSubjects(2)
            .nanoClock(clock::get)
            .build();
    limiter.tryAcquire("ann", MESSAGE, 1);
    for (int i = 0; i < 10; i++) {
      limiter.tryAcquire("address-" + i, RateAction.CONNECT, 1);
    }

    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
  }

  @Test
  void theClockMayWrapAround() {
    clock.set(Long.MAX_VALUE - 10);
    MemoryRateLimiter limiter = limiter(RateLimit.perSecond(1), 10);
    limiter.tryAcquire("ann", MESSAGE, 1);

    clock.addAndGet(999_999_999);
    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
    clock.addAndGet(1);
    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isTrue();
  }

  @Test
  void aConflictingOptionIsRefusedByName() {
    var builder = MemoryRateLimiter.builder().limit(MESSAGE, RateLimit.perSecond(1));

    assertThatThrownBy(() -> builder.limit(MESSAGE, RateLimit.perSecond(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("message");
    assertThatThrownBy(() -> builder.maxSubjects(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("maxSubjects is 0");
  }

  private MemoryRateLimiter limiter(RateLimit limit, int maxSubjects) {
    return MemoryRateLimiter.builder()
        .limit(MESSAGE, limit)
        .maxSubjects(maxSubjects)
        .nanoClock(clock::get)
        .build();
  }
}
