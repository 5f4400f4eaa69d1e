package dev.chatengine.spi;

import java.time.Duration;

/**
 * A limit on how often something may be done: a token bucket that holds {@code permits}, is full in
 * the beginning, and fills evenly, so that an empty bucket is full after {@code per}. So {@code
 * permits} is also the largest number that can be taken at once.
 *
 * @param permits 1 or more, but at most one for each nanosecond of {@code per}; or {@link
 *     Long#MAX_VALUE} for no limit
 * @param per more than zero, at most 365 days
 */
public record RateLimit(long permits, Duration per) {
  /** No limit. */
  public static final RateLimit UNLIMITED = new RateLimit(Long.MAX_VALUE, Duration.ofSeconds(1));

  /**
   * Checks the bounds.
   *
   * @param permits see the record
   * @param per see the record
   * @throws IllegalArgumentException if one is broken
   */
  public RateLimit {
    if (per.isNegative() || per.isZero() || per.compareTo(Duration.ofDays(365)) > 0) {
      throw new IllegalArgumentException("per is " + per + ", not more than 0 and up to 365 days");
    }
    if (permits != Long.MAX_VALUE && (permits < 1 || permits > per.toNanos())) {
      throw new IllegalArgumentException(
          "permits is " + permits + ", not 1 to " + per.toNanos() + " for " + per);
    }
  }

  /**
   * Allows a number of permits each second, and that number at once.
   *
   * @param permits 1 to 1,000,000,000
   * @return the limit
   * @throws IllegalArgumentException if {@code permits} is out of range
   */
  public static RateLimit perSecond(long permits) {
    if (permits > 1_000_000_000) {
      throw new IllegalArgumentException("permits is " + permits + ", not 1 to 1000000000");
    }
    return new RateLimit(permits, Duration.ofSeconds(1));
  }

  /**
   * Whether everything is allowed.
   *
   * @return true for {@link #UNLIMITED}
   */
  public boolean isUnlimited() {
    return permits == Long.MAX_VALUE;
  }
}
