package dev.chatengine.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.Scheduler.Cancellable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ThreadSchedulerTest {
  @Test
  void aTimerMayBeOfAnyLength() throws InterruptedException {
    AtomicBoolean late = new AtomicBoolean();
    CountDownLatch atOnce = new CountDownLatch(1);
    try (ThreadScheduler scheduler = new ThreadScheduler(1)) {
      Cancellable timer =
          scheduler.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> late.set(true));
      scheduler.schedule(Duration.ofSeconds(Long.MIN_VALUE), atOnce::countDown);

      assertThat(atOnce.await(1, TimeUnit.MINUTES)).isTrue();
      timer.cancel();
    }
    assertThat(late).isFalse();
  }
}
