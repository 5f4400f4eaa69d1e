package dev.chatengine.engine;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs a task an interval after each time that it is asked to, until it is stopped. */
final class RepeatingTimer {
  private final Scheduler scheduler;
  private final Duration interval;
  private final Runnable task;
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile boolean stopped;

  /**
   * @param task does not wait, and asks for the next time itself
   */
  RepeatingTimer(Scheduler scheduler, Duration interval, Runnable task) {
    this.scheduler = scheduler;
    this.interval = interval;
    this.task = task;
  }

  void scheduleNext() {
    if (!stopped) {
      timer = scheduler.schedule(interval, task);
    }
  }

  void stop() {
    stopped = true;
    Scheduler.Cancellable last = timer;
    if (last != null) {
      last.cancel();
    }
  }
}
