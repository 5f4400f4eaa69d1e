package dev.chatengine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  private final ManualClock clock = new ManualClock(1_000);

  @Test
  void standsStillUntilItIsAdvanced() {
    assertThat(clock.nanoTime()).isEqualTo(clock.nanoTime()).isZero();
    assertThat(clock.currentTimeMillis()).isEqualTo(1_000);
  }

  @Test
  void advancesBothTimesTogether() {
    clock.advance(Duration.ofNanos(1_500_000));

    assertThat(clock.nanoTime()).isEqualTo(1_500_000);
    assertThat(clock.currentTimeMillis()).isEqualTo(1_001);
    clock.advance(Duration.ofNanos(500_000));
    assertThat(clock.currentTimeMillis()).isEqualTo(1_002);
  }

  @Test
  void neverGoesBack() {
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(clock.nanoTime()).isZero();
  }

  @Test
  void beginsAtTheSameMomentEachTime() {
    assertThat(new ManualClock().currentTimeMillis())
        .isEqualTo(new ManualClock().currentTimeMillis());
  }
}
