package dev.chatengine.engine;

import java.util.ArrayDeque;

/**
 * Tasks of a sequence that take long: one after the other, each on a thread of the engine's and in
 * a turn of its own, so that whoever brings them reads on, and what else the sequence has to do
 * comes in between. Belongs to the sequence.
 */
final class HeavyTasks {
  private final Sequence sequence;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  HeavyTasks(Sequence sequence) {
    this.sequence = sequence;
  }

  /** Runs a task after those given before it. */
  void execute(Runnable task) {
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
      waiting.element().run();
    } finally {
      waiting.remove();
      if (!waiting.isEmpty()) {
        scheduleNext();
      }
    }
  }
}
