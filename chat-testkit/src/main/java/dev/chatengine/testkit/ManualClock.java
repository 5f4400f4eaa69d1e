package dev.chatengine.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that a test moves, for code that depends on time.
 *
 * <p>Pass {@code clock::nanoTime} or {@code clock::currentTimeMillis} to code that takes a clock as
 * a function. Safe for use by several threads.
 */
public final class ManualClock {
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final long startMillis;
  private final AtomicLong nanos = new AtomicLong();

  /** A clock that begins at a fixed moment in 2023. */
  public ManualClock() {
    this(START_MILLIS);
  }

  /**
   * A clock that begins at a given moment.
   *
   * @param startMillis milliseconds since 1970-01-01T00:00:00Z
   */
  public ManualClock(long startMillis) {
    this.startMillis = startMillis;
  }

  /**
   * The time of day.
   *
   * @return milliseconds since 1970-01-01T00:00:00Z
   */
  public long currentTimeMillis() {
    return startMillis + nanos.get() / NANOS_PER_MILLI;
  }

  /**
   * The time since this clock was made.
   *
   * @return nanoseconds, 0 in the beginning
   */
  public long nanoTime() {
    return nanos.get();
  }

  /**
   * Moves the clock forward.
   *
   * @param duration by how much, not negative
   * @throws IllegalArgumentException if it is negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a clock never goes back, not even by " + duration);
    }
    nanos.addAndGet(duration.toNanos());
  }
}
