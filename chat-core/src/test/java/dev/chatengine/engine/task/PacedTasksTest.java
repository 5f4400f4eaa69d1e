package dev.chatengine.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedTasksTest {
  private static final String FLUSHED = "flushed";

  private final List<String> events = new ArrayList<>();
  private final StepScheduler scheduler = new StepScheduler(true);
  private final SerialExecutor sequence =
      new SerialExecutor(scheduler) {
        @Override
        protected void afterTasks() {
          events.add(FLUSHED);
        }
      };
  private final PacedTasks heavy = new PacedTasks(sequence);

  private void runUntilIdle() {
    while (scheduler.readyTasks() > 0) {
      scheduler.step();
    }
  }

  /** So the flush after a paced task covers only the connections of that task. */
  @Test
  void framesOfOtherTasksAreFlushedBeforeAndItsOwnAfterATask() {
    sequence.execute(
        () -> {
          events.add("light");
          heavy.execute(() -> events.add("heavy"));
          events.add("light too");
        });

    assertThat(events).containsExactly("light", FLUSHED, "heavy", FLUSHED, "light too", FLUSHED);
  }

  @Test
  void tasksInCloseSuccessionLetOthersRunInBetween() {
    sequence.execute(
        () -> {
          heavy.execute(() -> events.add("first"));
          heavy.execute(() -> events.add("second"));
          heavy.execute(() -> events.add("third"));
        });
    sequence.execute(() -> events.add("other"));
    events.removeIf(FLUSHED::equals);
    assertThat(events).containsExactly("first", "other");

    runUntilIdle();

    events.removeIf(FLUSHED::equals);
    assertThat(events).containsExactly("first", "other", "second", "third");
  }

  /** A transport that fails to flush does not prevent the next task. */
  @Test
  void aTaskRunsEvenIfTheFlushBeforeItFails() {
    SerialExecutor failing =
        new SerialExecutor(scheduler) {
          @Override
          protected void afterTasks() {
            throw new IllegalStateException("cannot flush");
          }

          @Override
          protected void failed(Throwable cause) {
            events.add(String.valueOf(cause.getMessage()));
          }
        };
    PacedTasks tasks = new PacedTasks(failing);

    failing.execute(() -> tasks.execute(() -> events.add("heavy")));

    assertThat(events).containsSubsequence("cannot flush", "heavy", "cannot flush");
  }
}
