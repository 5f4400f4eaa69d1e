package dev.chatengine.engine.plugin;

import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether a plug-in can be reached, as its calls show. While it is set away, it is not called,
 * since calls would only wait for their deadline. Safe for all threads.
 */
public final class Availability {
  /** A call that fails sooner counts as answered, with an error. */
  private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();

  private final Scheduler scheduler;
  private final AtomicInteger slowFailures = new AtomicInteger();
  private volatile @Nullable PluginOutage outage;
  private volatile boolean away;
  private volatile @Nullable Runnable watcher;

  public Availability(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Runs a task whenever a call fails unexpectedly. */
  public void watch(Runnable onFailure) {
    watcher = onFailure;
  }

  /** A call was answered. */
  public void succeeded() {
    if (slowFailures.get() != 0) {
      slowFailures.set(0);
    }
    if (outage != null && !away) {
      outage = null;
    }
  }

  /**
   * A call failed.
   *
   * @param nanos how long it took
   */
  public void failed(Throwable cause, long nanos) {
    if (cause instanceof UnknownSessionException
        || cause instanceof IllegalArgumentException
        || cause instanceof RejectedExecutionException) {
      return;
    }
    if (isSlow(cause, nanos)) {
      slowFailures.incrementAndGet();
    }
    failed(cause.toString());
  }

  /** A call was answered, but with the result that the operation failed. */
  public void failed(String reason) {
    note(reason);
    Runnable task = watcher;
    if (task != null) {
      task.run();
    }
  }

  /** Whether a call failed as if the plug-in did not answer. */
  public static boolean isSlow(Throwable cause, long nanos) {
    return cause instanceof TimeoutException || nanos >= SLOW_NANOS;
  }

  /** How many calls have failed slowly since the last one that succeeded. */
  public int slowFailures() {
    return slowFailures.get();
  }

  /** The plug-in is not to be called until {@link #markBack}. */
  public void markAway(Throwable cause) {
    note(cause.toString());
    away = true;
  }

  private void note(String reason) {
    PluginOutage before = outage;
    outage =
        new PluginOutage(
            reason, before == null ? scheduler.currentTimeMillis() : before.sinceMillis());
  }

  /** The plug-in can be called again. */
  public void markBack() {
    away = false;
    outage = null;
    slowFailures.set(0);
  }

  public boolean isAway() {
    return away;
  }

  /** The present outage. */
  public Optional<PluginOutage> outage() {
    return Optional.ofNullable(outage);
  }
}
