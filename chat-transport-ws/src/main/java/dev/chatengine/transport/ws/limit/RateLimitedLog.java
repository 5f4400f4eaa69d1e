package dev.chatengine.transport.ws.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A warning that clients can cause at any rate: logged at most once in ten seconds, with the number
 * of times since the last line. Safe for use by several threads.
 */
public final class RateLimitedLog {
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

  private final Logger log;
  private final String message;
  private final AtomicLong count = new AtomicLong();
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  /**
   * Makes one.
   *
   * @param message the event, without anything that a client wrote
   */
  public RateLimitedLog(Logger log, String message) {
    this.log = log;
    this.message = message;
  }

  public void warn(@Nullable Throwable cause) {
    count.incrementAndGet();
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL)) {
      try {
        log.warn("{} ({} since the last such line)", message, count.getAndSet(0), cause);
      } catch (Throwable e) {
        // A log back end that fails, say without file descriptors, must not end the calling thread.
        count.incrementAndGet();
      }
    }
  }
}
