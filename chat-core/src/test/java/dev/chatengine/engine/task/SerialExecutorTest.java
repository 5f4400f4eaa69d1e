package dev.chatengine.engine.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.spi.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
  private static final String BATCH = "batch";

  private final List<String> events = new ArrayList<>();

  /** Records the tasks that it runs, and the ends of batches. */
  private final class Recording extends SerialExecutor {
    Recording(Scheduler scheduler) {
      super(scheduler);
    }

    void give(String task) {
      execute(() -> events.add(task));
    }

    @Override
    protected void afterTasks() {
      events.add(BATCH);
    }
  }

  @Test
  void runsATaskInPlaceWhileNothingElseRuns() {
    StepScheduler scheduler = new StepScheduler(true);
    Recording executor = new Recording(scheduler);

    executor.give("a");
    executor.give("b");

    assertThat(events).containsExactly("a", BATCH, "b", BATCH);
    assertThat(scheduler.readyTasks()).isZero();
  }

  @Test
  void runsNothingInPlaceIfTheSchedulerForbidsIt() {
    StepScheduler scheduler = new StepScheduler(false);
    Recording executor = new Recording(scheduler);

    executor.give("a");
    executor.give("b");
    assertThat(events).isEmpty();
    assertThat(scheduler.readyTasks()).as("one worker for both").isEqualTo(1);
    scheduler.step();

    assertThat(events).containsExactly("a", "b", BATCH);
    assertThat(scheduler.readyTasks()).isZero();
  }

  @Test
  void tasksOfATaskRunAfterItInOneBatch() {
    Recording executor = new Recording(new StepScheduler(true));

    executor.execute(
        () -> {
          executor.give("b");
          executor.give("c");
          events.add("a");
        });

    assertThat(events).containsExactly("a", "b", "c", BATCH);
  }

  @Test
  void tasksAddedAtTheEndOfABatchAreANewBatch() {
    List<Integer> brought = new ArrayList<>();
    SerialExecutor executor =
        new SerialExecutor(new StepScheduler(true)) {
          @Override
          protected void afterTasks() {
            events.add(BATCH);
            if (brought.size() < 2) {
              brought.add(brought.size());
              execute(() -> events.add("brought"));
            }
          }
        };

    executor.execute(() -> events.add("a"));

    assertThat(events).containsExactly("a", BATCH, "brought", BATCH, "brought", BATCH);
  }

  @Test
  void aLongRunContinuesOnAnotherThread() {
    StepScheduler scheduler = new StepScheduler(true);
    Recording executor = new Recording(scheduler);
    List<String> tasks = IntStream.range(0, 600).mapToObj(Integer::toString).toList();

    executor.execute(() -> tasks.forEach(executor::give));

    assertThat(events).hasSizeLessThan(600).contains(BATCH);
    while (scheduler.readyTasks() > 0) {
      assertThat(scheduler.readyTasks()).isEqualTo(1);
      scheduler.step();
    }
    events.removeIf(BATCH::equals);
    assertThat(events).isEqualTo(tasks);
  }

  @Test
  void aTaskThatThrowsStopsNothing() {
    StepScheduler scheduler = new StepScheduler(true);
    Recording executor = new Recording(scheduler);

    executor.execute(
        () -> {
          executor.execute(
              () -> {
                throw new AssertionError("from the queue");
              });
          executor.give("b");
          throw new IllegalStateException("in place");
        });
    executor.give("c");

    assertThat(events).containsExactly("b", BATCH, "c", BATCH);
  }

  @Test
  void anEndOfABatchThatThrowsStopsNothing() {
    AtomicInteger batches = new AtomicInteger();
    SerialExecutor executor =
        new SerialExecutor(new StepScheduler(true)) {
          @Override
          protected void afterTasks() {
            batches.incrementAndGet();
            throw new IllegalStateException("at the end");
          }
        };

    executor.execute(() -> events.add("a"));
    executor.execute(() -> events.add("b"));

    assertThat(events).containsExactly("a", "b");
    assertThat(batches).hasValue(2);
  }

  @Test
  void keepsEachThreadsOrderAndRunsOneTaskAtATime() throws Exception {
    int threads = 8;
    int tasks = 5_000;
    AtomicBoolean running = new AtomicBoolean();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(threads * tasks);
    // Used by tasks only, so by one thread at a time.
    int[] next = new int[threads];
    int[] counted = new int[1];
    List<String> outOfOrder = new ArrayList<>();
    ThreadScheduler scheduler = new ThreadScheduler(4);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      SerialExecutor executor =
          new SerialExecutor(scheduler) {
            @Override
            protected void afterTasks() {
              if (running.get()) {
                overlaps.incrementAndGet();
              }
            }
          };
      for (int thread = 0; thread < threads; thread++) {
        int from = thread;
        pool.execute(
            () -> {
              for (int i = 0; i < tasks; i++) {
                int number = i;
                executor.execute(
                    () -> {
                      if (!running.compareAndSet(false, true)) {
                        overlaps.incrementAndGet();
                      }
                      if (next[from]++ != number) {
                        outOfOrder.add(from + ":" + number);
                      }
                      counted[0]++;
                      running.set(false);
                      ended.countDown();
                    });
              }
            });
      }
      await().until(() -> ended.getCount() == 0);
      CountDownLatch last = new CountDownLatch(1);
      int[] seen = new int[1];
      executor.execute(
          () -> {
            seen[0] = counted[0];
            last.countDown();
          });
      last.await();
      assertThat(seen[0]).isEqualTo(threads * tasks);
      assertThat(overlaps).hasValue(0);
      assertThat(outOfOrder).isEmpty();
    } finally {
      pool.shutdownNow();
      scheduler.close();
    }
  }
}
