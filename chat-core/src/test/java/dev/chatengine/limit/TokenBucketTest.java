package dev.chatengine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.RateLimit;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Buckets at the limits of their arithmetic, compared with a model that has no limits. */
class TokenBucketTest {
  private static final Duration YEAR = Duration.ofDays(365);

  @Property
  void aBucketIsExact(
      @ForAll @LongRange(min = 1, max = 5_000) long permits,
      @ForAll @LongRange(min = 5_000, max = 31_536_000_000_000_000L) long per,
      @ForAll @IntRange(min = 1, max = 10) int burst,
      @ForAll long start,
      @ForAll long seed) {
    Random random = new Random(seed);
    Model model = new Model(permits, per, burst);
    TokenBucket bucket =
        new TokenBucket(new RateLimit(permits, Duration.ofNanos(per)), burst, start);
    int most = (int) Math.min(1_000, permits * burst);
    long now = 0;
    long wait = 0;
    for (int i = 0; i < 50; i++) {
      now +=
          switch (random.nextInt(4)) {
            case 0 -> wait;
            case 1 -> Math.max(0, wait - 1);
            case 2 -> random.nextLong(1 + per / permits);
            default -> 0;
          };
      int wanted = 1 + random.nextInt(most);
      assertThat(bucket.isFull(start + now)).isEqualTo(model.isFull(now));
      wait = bucket.tryTake(wanted, start + now);
      assertThat(wait).isEqualTo(model.tryTake(wanted, now));
    }
  }

  @Property
  void aBucketGivesAllItsPermitsAndNoMore(
      @ForAll @LongRange(min = 1, max = 5_000) long permits,
      @ForAll @LongRange(min = 5_000, max = 31_536_000_000_000_000L) long per,
      @ForAll @IntRange(min = 1, max = 10) int burst) {
    TokenBucket bucket = new TokenBucket(new RateLimit(permits, Duration.ofNanos(per)), burst, 0);

    for (long i = 0; i < permits * burst; i++) {
      assertThat(bucket.tryTake(1, 0)).isZero();
    }
    assertThat(bucket.tryTake(1, 0)).isEqualTo((per + permits - 1) / permits);
  }

  @Example
  void theClockMayOverflow() {
    long start = Long.MAX_VALUE - 3;
    TokenBucket bucket = new TokenBucket(new RateLimit(3, Duration.ofNanos(30)), start);

    assertThat(takeAll(bucket, start)).isEqualTo(3);
    assertThat(takeAll(bucket, start + 9)).isZero();
    assertThat(takeAll(bucket, start + 10)).isEqualTo(1);
    assertThat(takeAll(bucket, start + 1_010)).isEqualTo(3);
  }

  @Example
  void theLargestLimitsDoNotOverflow() {
    for (long permits : new long[] {YEAR.toNanos(), YEAR.toNanos() * 2 / 3, (1L << 53) + 1}) {
      TokenBucket bucket = new TokenBucket(new RateLimit(permits, YEAR), 10, 5);

      for (int i = 0; i < 10_000; i++) {
        assertThat(bucket.tryTake(1_000, 5)).isZero();
      }
      assertThat(bucket.isFull(5 + 10_000_000)).isEqualTo(permits == YEAR.toNanos());
      assertThat(bucket.isFull(5 + 40_000_000)).isTrue();
    }
  }

  @Example
  void withoutALimitEverythingIsAllowed() {
    TokenBucket bucket = new TokenBucket(RateLimit.UNLIMITED, 0);

    for (int i = 0; i < 1_000; i++) {
      assertThat(bucket.tryTake(1_000, 0)).isZero();
    }
    assertThat(bucket.isFull(0)).isTrue();
  }

  private static int takeAll(TokenBucket bucket, long now) {
    int taken = 0;
    while (bucket.tryTake(1, now) == 0) {
      taken++;
    }
    return taken;
  }

  /** Counts the missing permits in fractions, of which one permit has {@code per}. */
  private static final class Model {
    private final BigInteger permits;
    private final BigInteger per;
    private final BigInteger capacity;
    private BigInteger missing = BigInteger.ZERO;
    private long updated;

    Model(long permits, long per, int burst) {
      this.permits = BigInteger.valueOf(permits);
      this.per = BigInteger.valueOf(per);
      this.capacity = this.permits.multiply(this.per).multiply(BigInteger.valueOf(burst));
    }

    boolean isFull(long now) {
      missing =
          missing
              .subtract(permits.multiply(BigInteger.valueOf(now - updated)))
              .max(BigInteger.ZERO);
      updated = now;
      return missing.signum() == 0;
    }

    long tryTake(int wanted, long now) {
      isFull(now);
      BigInteger after = missing.add(per.multiply(BigInteger.valueOf(wanted)));
      BigInteger lacking = after.subtract(capacity);
      if (lacking.signum() > 0) {
        return lacking.add(permits).subtract(BigInteger.ONE).divide(permits).longValueExact();
      }
      missing = after;
      return 0;
    }
  }
}
