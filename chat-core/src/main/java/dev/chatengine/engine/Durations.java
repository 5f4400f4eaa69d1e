package dev.chatengine.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What {@link Duration} does not do. */
final class Durations {
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private Durations() {}

  /** Whole milliseconds, 1 at least: who waits so long has waited long enough. */
  static long millisRoundedUp(long nanos) {
    return Math.max(1, nanos / NANOS + (nanos % NANOS > 0 ? 1 : 0));
  }

  /** The same of any duration; 292 years if it is longer than that. */
  static long millisRoundedUp(Duration duration) {
    return millisRoundedUp(TimeUnit.NANOSECONDS.convert(duration));
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
