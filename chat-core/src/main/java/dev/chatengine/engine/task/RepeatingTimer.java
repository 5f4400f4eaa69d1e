package dev.chatengine.engine.task;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs a task an interval after each {@link #scheduleNext()}, until it is stopped. */
public final class RepeatingTimer {
  private final Scheduler scheduler;
  private final Duration interval;
  private final Runnable task;
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile boolean stopped;

  /**
   * @param task does not wait, and schedules its next run itself
   */
  public RepeatingTimer(Scheduler scheduler, Duration interval, Runnable task) {
    this.scheduler = scheduler;
    this.interval = interval;
    this.task = task;
  }

  public void scheduleNext() {
    scheduleNext(interval);
  }

  /** Schedules the next run after a given delay, instead of an earlier schedule. */
  public void scheduleNext(Duration delay) {
    cancel();
    if (!stopped) {
      timer = scheduler.schedule(delay, task);
    }
  }

  public void stop() {
    stopped = true;
    cancel();
  }

  private void cancel() {
    Scheduler.Cancellable last = timer;
    if (last != null) {
      last.cancel();
    }
  }
}
