package dev.chatengine.engine.task;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs a task some time after each time that it is asked to, until it is stopped. */
public final class RepeatingTimer {
  private final Scheduler scheduler;
  private final Duration interval;
  private final Runnable task;
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile boolean stopped;

  /**
   * @param task does not wait, and asks for the next time itself
   */
  public RepeatingTimer(Scheduler scheduler, Duration interval, Runnable task) {
    this.scheduler = scheduler;
    this.interval = interval;
    this.task = task;
  }

  public void scheduleNext() {
    scheduleNext(interval);
  }

  /** Schedules the next run after another time than the interval, instead of the time before. */
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
