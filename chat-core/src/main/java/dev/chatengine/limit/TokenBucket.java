package dev.chatengine.limit;

import dev.chatengine.spi.RateLimit;

/**
 * A bucket of permits that fills evenly (the generic cell rate algorithm). Its only state is the
 * time at which it will be full again; each permit that is taken moves this time into the future.
 * The arithmetic is exact: a bucket never gives more permits than its limit allows, and waits are
 * exact to the nanosecond.
 *
 * <p>The caller passes the time, in nanoseconds as of {@link System#nanoTime()}; it may overflow,
 * but must not go back. Not safe for use by several threads.
 */
public final class TokenBucket {
  /** A fraction of this many bits, times the most permits that are taken at once, fits a long. */
  private static final int MAX_FRACTION_BITS = 53;

  private final RateLimit limit;
  private final int burst;

  /** When the bucket is full again: a nanosecond, and a fraction counted in {@link #units()}. */
  private long fullAt;

  private long fraction;

  /**
   * Makes a full bucket that holds as many permits as its limit says.
   *
   * @param limit how many permits come back in which time
   * @param now the time
   */
  public TokenBucket(RateLimit limit, long now) {
    this(limit, 1, now);
  }

  /**
   * Makes a full bucket that holds a multiple of the permits of its limit.
   *
   * @param limit how many permits come back in which time
   * @param burst how many times as many permits the bucket holds, 1 to 10
   * @param now the time
   */
  public TokenBucket(RateLimit limit, int burst, long now) {
    this.limit = limit;
    this.burst = burst;
    this.fullAt = now;
  }

  /**
   * Takes permits if the bucket holds enough, otherwise none.
   *
   * @param permits 1 to {@link dev.chatengine.spi.RateLimiter#MAX_PERMITS}, and no more than the
   *     bucket can hold
   * @param now the time
   * @return 0 if the permits were taken, otherwise after how many nanoseconds the bucket will hold
   *     them if none are taken meanwhile
   */
  public long tryTake(int permits, long now) {
    if (limit.isUnlimited()) {
      return 0;
    }
    boolean full = isFull(now);
    long per = limit.per().toNanos();
    long units = units();
    long spent = (per % limit.permits() >> shift()) * permits + (full ? 0 : fraction);
    long newFullAt = (full ? now : fullAt) + per / limit.permits() * permits + spent / units;
    long newFraction = spent % units;
    long wait = newFullAt - now - burst * per + (newFraction > 0 ? 1 : 0);
    if (wait > 0) {
      return wait;
    }
    fullAt = newFullAt;
    fraction = newFraction;
    return 0;
  }

  /**
   * Whether the bucket holds all the permits that it can.
   *
   * @param now the time
   * @return true if it is full
   */
  public boolean isFull(long now) {
    long missing = fullAt - now;
    return missing < 0 || (missing == 0 && fraction == 0);
  }

  /**
   * How many fractions a nanosecond has: one for each permit, or fewer if a long cannot hold so
   * many.
   */
  private long units() {
    return limit.permits() >> shift();
  }

  private int shift() {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(limit.permits());
    return Math.max(0, bits - MAX_FRACTION_BITS);
  }
}
