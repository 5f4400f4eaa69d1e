package dev.chatengine.engine.task;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Tasks of an executor that take long. One that comes by itself runs at once. Those that come close
 * upon others run one after the other, each on a thread of the engine's and in a turn of its own:
 * so the caller reads on, and what else the executor has to do comes in between. Belongs to the
 * executor.
 */
public final class PacedTasks {
  /** So long the executor is left to others after such a task, and no shorter than that took. */
  private static final long MIN_PAUSE = Duration.ofMillis(1).toNanos();

  private final SerialExecutor executor;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private long nextInPlace;

  public PacedTasks(SerialExecutor executor) {
    this.executor = executor;
    this.nextInPlace = executor.scheduler.nanoTime();
  }

  /** Runs a task after those given before it. */
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
