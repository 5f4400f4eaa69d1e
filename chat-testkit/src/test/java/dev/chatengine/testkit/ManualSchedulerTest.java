package dev.chatengine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualSchedulerTest {
  @Test
  void aTimerMayBeOfAnyLength() {
    ManualScheduler scheduler = ManualScheduler.create();
    List<String> run = new ArrayList<>();
    scheduler.advance(Duration.ofDays(1));

    scheduler.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> run.add("late"));
    scheduler.schedule(Duration.ofSeconds(Long.MIN_VALUE), () -> run.add("at once"));
    scheduler.advance(Duration.ofDays(100 * 365));
    assertThat(run).containsExactly("at once");

    scheduler.advance(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(run).containsExactly("at once", "late");
  }
}
