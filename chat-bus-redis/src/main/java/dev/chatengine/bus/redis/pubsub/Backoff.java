package dev.chatengine.bus.redis.pubsub;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Random waits before another try, which grow while tries fail. For one thread. */
final class Backoff {
  private final long min;
  private final long max;
  private long bound;

  Backoff(Duration min, Duration max) {
    this.min = min.toNanos();
    this.max = max.toNanos();
    bound = this.min;
  }

  /** How long to wait now, in nanoseconds; the next wait may be twice as long. */
  long next() {
    bound = Math.min(max, bound * 2);
    return ThreadLocalRandom.current().nextLong(min, bound + 1);
  }

  /** A try has succeeded: the next wait is short again. */
  void reset() {
    bound = min;
  }
}
