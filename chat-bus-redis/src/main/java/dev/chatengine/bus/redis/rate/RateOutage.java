package dev.chatengine.bus.redis.rate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether to ask a server that may be away, so that not every caller waits for it: after a
 * failure no caller asks for a while, then one does. Logs when an outage begins, once a minute, and
 * when it ends. Safe for all threads.
 */
public final class RateOutage {
  private static final Logger LOG = LoggerFactory.getLogger(RateOutage.class);
  private static final long LOG_INTERVAL = Duration.ofMinutes(1).toNanos();

  private static final long NONE = Long.MIN_VALUE;

  private final long pause;
  private final LongSupplier nanoClock;

  /** When to try again; {@link #NONE} while the server answers. */
  private final AtomicLong retryAt = new AtomicLong(NONE);

  private final AtomicLong missed = new AtomicLong();
  private volatile long loggedAt;

  public RateOutage(Duration pause, LongSupplier nanoClock) {
    this.pause = pause.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Whether the caller is to ask the server and report the outcome. */
  public boolean mayTry() {
    long at = retryAt.get();
    if (at == NONE) {
      return true;
    }
    long now = nanoClock.getAsLong();
    return now - at >= 0 && retryAt.compareAndSet(at, later(now));
  }

  public void answered() {
    if (retryAt.get() != NONE && retryAt.getAndSet(NONE) != NONE) {
      LOG.info("Rate limits are decided by Redis again; {} were decided without it", missed.get());
    }
  }

  public void failed(RuntimeException cause) {
    long now = nanoClock.getAsLong();
    if (retryAt.getAndSet(later(now)) == NONE || now - loggedAt >= LOG_INTERVAL) {
      loggedAt = now;
      LOG.warn(
          "Rate limits are decided without Redis, {} times so far; next try in {} ms",
          missed.get(),
          Duration.ofNanos(pause).toMillis(),
          cause);
    }
  }

  /** Counts a decision without the server. */
  public void missed() {
    missed.incrementAndGet();
  }

  /** The number of decisions without the server so far. */
  public long count() {
    return missed.get();
  }

  private long later(long now) {
    long at = now + pause;
    return at == NONE ? at + 1 : at;
  }
}
