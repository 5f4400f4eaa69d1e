package dev.chatengine.bus.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps callers from waiting, one after the other, for a server that is away: after a failure
 * nobody asks it for a while, then one does. Logs the beginning, the end, and once a minute that it
 * lasts. Safe for all threads.
 */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
  private static final long LOG_INTERVAL = Duration.ofMinutes(1).toNanos();

  private static final long NONE = Long.MIN_VALUE;

  private final long pause;
  private final LongSupplier nanoClock;

  /** When to try again; {@link #NONE} while the server answers. */
  private final AtomicLong retryAt = new AtomicLong(NONE);

  private final AtomicLong missed = new AtomicLong();
  private volatile long loggedAt;

  Outage(Duration pause, LongSupplier nanoClock) {
    this.pause = pause.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Whether the caller is to ask the server; it then says how it went. */
  boolean mayTry() {
    long at = retryAt.get();
    if (at == NONE) {
      return true;
    }
    long now = nanoClock.getAsLong();
    return now - at >= 0 && retryAt.compareAndSet(at, later(now));
  }

  void answered() {
    if (retryAt.get() != NONE && retryAt.getAndSet(NONE) != NONE) {
      LOG.info("Rate limits are decided by Redis again; {} were decided without it", missed.get());
    }
  }

  void failed(RuntimeException cause) {
    long now = nanoClock.getAsLong();
    if (retryAt.getAndSet(later(now)) == NONE || now - loggedAt >= LOG_INTERVAL) {
      loggedAt = now;
      LOG.warn(
          "Rate limits are decided without Redis, so far {} times; it is asked again in {} ms",
          missed.get(),
          Duration.ofNanos(pause).toMillis(),
          cause);
    }
  }

  /** Counts a decision that was made without the server. */
  void missed() {
    missed.incrementAndGet();
  }

  /** How many decisions were made without the server since the beginning. */
  long count() {
    return missed.get();
  }

  private long later(long now) {
    long at = now + pause;
    return at == NONE ? at + 1 : at;
  }
}
