package dev.chatengine.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many threads with one executor: in place, queued or passed on, each caller's order is kept. */
class SerialExecutorOrderTest {
  private static final int THREADS = 6;
  private static final long TASKS_OF_EACH = 500_000;

  @Test
  void eachCallersOrderIsKept() throws InterruptedException {
    ThreadScheduler scheduler = new ThreadScheduler(2);
    SerialExecutor executor = new SerialExecutor(scheduler);
    AtomicLong violations = new AtomicLong();
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      threads[t] = new Thread(() -> callInOrder(executor, violations));
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    scheduler.close();

    assertThat(violations).hasValue(0);
  }

  private static void callInOrder(SerialExecutor executor, AtomicLong violations) {
    AtomicLong last = new AtomicLong(-1);
    for (long n = 0; n < TASKS_OF_EACH; n++) {
      long number = n;
      executor.execute(
          () -> {
            if (last.getAndSet(number) != number - 1) {
              violations.incrementAndGet();
            }
          });
      while (n - last.get() > 2_000) {
        Thread.onSpinWait();
      }
    }
  }
}
