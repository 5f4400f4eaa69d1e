package dev.chatengine.engine.task;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Tasks of a sequence that take long. One that comes by itself runs at once. Those that come close
 * upon others run one after the other, each on a thread of the engine's and in a turn of its own:
 * so whoever brings them reads on, and what else the sequence has to do comes in between. Belongs
 * to the sequence.
 */
public final class HeavyTasks {
  /** So long the sequence is left to others after such a task, and no shorter than that took. */
  private static final long MIN_PAUSE = Duration.ofMillis(1).toNanos();

  private final Sequence sequence;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private long nextInPlace;

  public HeavyTasks(Sequence sequence) {
    this.sequence = sequence;
    this.nextInPlace = sequence.scheduler.nanoTime();
  }

  /** Runs a task after those given before it. */
  public void execute(Runnable task) {
    if (waiting.isEmpty() && sequence.scheduler.nanoTime() - nextInPlace >= 0) {
      run(task);
      return;
    }
    waiting.add(task);
    if (waiting.size() == 1) {
      scheduleNext();
    }
  }

  private void scheduleNext() {
    sequence.scheduler.execute(() -> sequence.execute(this::runNext));
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
    long begin = sequence.scheduler.nanoTime();
    // What the tasks around it enqueued does not go the way of the many that it touches.
    sequence.runAfterTasks();
    try {
      task.run();
    } finally {
      sequence.runAfterTasks();
      long end = sequence.scheduler.nanoTime();
      nextInPlace = end + Math.max(MIN_PAUSE, end - begin);
    }
  }
}
