package dev.chatengine.store.mongo;

import java.time.Duration;

/** The moment by which a call must be answered, by a monotonic clock. */
final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** An earlier deadline, after a fraction of the remaining time. */
  Deadline part(int fraction) {
    return new Deadline(System.nanoTime() + Math.max(0, end - System.nanoTime()) / fraction);
  }

  boolean isOver() {
    return end - System.nanoTime() <= 0;
  }

  /** At least 1: the driver takes 0 for no limit. */
  long remainingMillis() {
    return Math.max(1, (end - System.nanoTime()) / 1_000_000);
  }
}
