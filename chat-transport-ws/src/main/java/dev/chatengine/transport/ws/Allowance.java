package dev.chatengine.transport.ws;

import dev.chatengine.spi.RateLimit;
import java.util.function.LongSupplier;

/**
 * How much one connection may do of something that its session never gets to see: a bucket of
 * permits that fills evenly. One number is its whole state: when it would be full again. On the
 * connection's event loop only.
 */
final class Allowance {
  private final LongSupplier clock;

  /** How long one permit takes to come back, in nanoseconds; 0 for no limit. */
  private final long interval;

  /** How long an empty bucket takes to fill, in nanoseconds. */
  private final long span;

  private long full;

  /**
   * Makes one that is full.
   *
   * @param clock in nanoseconds, as {@link System#nanoTime}
   * @param now what the clock says, or will say on the connection's loop
   */
  Allowance(RateLimit limit, LongSupplier clock, long now) {
    this.clock = clock;
    interval = limit.isUnlimited() ? 0 : limit.per().toNanos() / limit.permits();
    span = limit.isUnlimited() ? 0 : interval * limit.permits();
    full = now;
  }

  /**
   * Takes a permit.
   *
   * @return false if there is none
   */
  boolean take() {
    if (interval == 0) {
      return true;
    }
    long now = clock.getAsLong();
    long next = (full - now > 0 ? full : now) + interval;
    if (next - now > span) {
      return false;
    }
    full = next;
    return true;
  }
}
