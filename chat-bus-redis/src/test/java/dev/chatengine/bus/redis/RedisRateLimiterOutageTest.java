package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter.Decision;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the limiter keeps in Redis, and what it does when that is away. */
class RedisRateLimiterOutageTest {
  private static final RateAction MESSAGE = RateAction.MESSAGE;
  private static final Duration PAUSE = Duration.ofSeconds(3);
  private static final RateLimit TWO = new RateLimit(2, Duration.ofDays(1));

  private final TestRedis redis = TestRedis.embedded();
  private final AtomicLong clock = new AtomicLong(7);

  @AfterEach
  void stopServer() {
    redis.close();
  }

  @Test
  void everythingPassesWhileTheServerIsAwayAndIsCounted() {
    RedisRateLimiter limiter = builder().build();
    take(limiter, 2);
    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
    redis.process().kill();

    for (int i = 0; i < 5; i++) {
      assertThat(limiter.tryAcquire("ann", MESSAGE, 1)).isEqualTo(Decision.ALLOWED);
    }

    assertThat(limiter.undecided()).isEqualTo(5);
  }

  @Test
  void nothingPassesWhileTheServerIsAwayIfSoChosen() {
    RedisRateLimiter limiter = builder().failShut(true).build();
    redis.process().kill();

    assertThat(limiter.tryAcquire("ann", MESSAGE, 1)).isEqualTo(Decision.refused(PAUSE));
    assertThat(limiter.tryAcquire("ann", new RateAction("free"), 1)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  void afterAFailureTheServerIsLeftAloneForThePause() {
    RedisRateLimiter limiter = builder().build();
    redis.process().kill();
    take(limiter, 1);
    redis.process().start();

    take(limiter, 5);
    assertThat(limiter.undecided()).as("nobody has asked the server").isEqualTo(6);

    clock.addAndGet(PAUSE.toNanos());
    take(limiter, 2);
    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
    assertThat(limiter.undecided()).isEqualTo(6);
  }

  @Test
  void aRefusalOfTheServerIsAFailureToo() {
    RedisRateLimiter limiter = builder().build();
    redis.client().set("test:rate:7:message:ann", "no bucket");

    assertThat(limiter.tryAcquire("ann", MESSAGE, 1)).isEqualTo(Decision.ALLOWED);
    assertThat(limiter.undecided()).isEqualTo(1);
  }

  @Test
  void aBucketIsGoneWhenItIsFull() {
    RedisRateLimiter limiter =
        RedisRateLimiter.builder(redis.client(), "test")
            .limit(MESSAGE, new RateLimit(100, Duration.ofSeconds(10)))
            .build();

    limiter.tryAcquire("ann", MESSAGE, 50);

    assertThat(redis.client().keys("*")).containsExactly("test:rate:7:message:ann");
    assertThat(redis.client().pttl("test:rate:7:message:ann")).isBetween(1L, 5_001L);
  }

  @Test
  void toBeRefusedKeepsNoBucketLonger() {
    RedisRateLimiter limiter = builder().build();
    take(limiter, 2);
    String bucket = redis.client().get("test:rate:7:message:ann");

    take(limiter, 10);

    assertThat(redis.client().get("test:rate:7:message:ann")).isEqualTo(bucket);
  }

  @Test
  void aServerThatForgetsTheScriptIsSentItAgain() {
    RedisRateLimiter limiter = builder().build();
    take(limiter, 2);
    redis.client().scriptFlush();

    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
    assertThat(limiter.undecided()).isZero();
  }

  @Test
  void anImpossibleNamespaceOrPauseIsRefused() {
    for (String namespace : new String[] {"", "a b", "{a}", "a*", "x".repeat(65), "ä"}) {
      assertThatThrownBy(() -> RedisRateLimiter.builder(redis.client(), namespace))
          .as(namespace)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> builder().pauseAfterFailure(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder().limit(MESSAGE, TWO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private RedisRateLimiter.Builder builder() {
    return RedisRateLimiter.builder(redis.client(), "test")
        .limit(MESSAGE, TWO)
        .pauseAfterFailure(PAUSE)
        .nanoClock(clock::get);
  }

  private static void take(RedisRateLimiter limiter, int attempts) {
    for (int i = 0; i < attempts; i++) {
      limiter.tryAcquire("ann", MESSAGE, 1);
    }
  }
}
