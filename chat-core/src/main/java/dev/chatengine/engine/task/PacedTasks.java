package dev.chatengine.engine.task;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Long tasks of an executor. A single task runs at once. Tasks that follow others closely run
 * later, one after the other, with a pause after each: so the caller need not wait, and other tasks
 * of the executor run in between. Belongs to the executor.
 */
public final class PacedTasks {
  /** The shortest pause after a task; otherwise the pause is as long as the task took. */
  private static final long MIN_PAUSE = Duration.ofMillis(1).toNanos();

  private final SerialExecutor executor;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private long nextInPlace;

  public PacedTasks(SerialExecutor executor) {
    this.executor = executor;
    this.nextInPlace = executor.scheduler.nanoTime();
  }

  /** Runs a task after the earlier ones. */
  public void execute(Runnable task) {
    if (waiting.isEmpty() && executor.scheduler.nanoTime() - nextInPlace >= 0) {
      run(task);
      return;
    }
    waiting.add(task);
    if (waiting.size() == 1) {
      scheduleNext();
    }
  }

  private void scheduleNext() {
    executor.scheduler.execute(() -> executor.execute(this::runNext));
  }

  private void runNext() {
    try {
      run(waiting.element());
    } finally {
      waiting.remove();
      if (!waiting.isEmpty()) {
        scheduleNext();
      }
    }
  }

  private void run(Runnable task) {
    long begin = executor.scheduler.nanoTime();
    // Flush first, so earlier frames are not queued behind this task's fan-out.
    executor.runAfterTasks();
    try {
      task.run();
    } finally {
      executor.runAfterTasks();
      long end = executor.scheduler.nanoTime();
      nextInPlace = end + Math.max(MIN_PAUSE, end - begin);
    }
  }
}
