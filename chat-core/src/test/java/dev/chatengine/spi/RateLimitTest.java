package dev.chatengine.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  @Test
  void aLimitPerSecondHasThatManyPermitsInASecond() {
    assertThat(RateLimit.perSecond(10)).isEqualTo(new RateLimit(10, Duration.ofSeconds(1)));
    assertThat(RateLimit.perSecond(1_000_000_000).permits()).isEqualTo(1_000_000_000);
  }

  @Test
  void onlyTheLargestLimitIsUnlimited() {
    assertThat(RateLimit.UNLIMITED.isUnlimited()).isTrue();
    assertThat(RateLimit.perSecond(1_000_000_000).isUnlimited()).isFalse();
  }

  @Test
  void permitsOutOfRangeAreRefusedByName() {
    for (long permits : new long[] {Long.MIN_VALUE, -1, 0, 1_000_000_001, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> RateLimit.perSecond(permits))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("permits is " + permits);
    }
    assertThatThrownBy(() -> new RateLimit(11, Duration.ofNanos(10)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void timesOutOfRangeAreRefusedByName() {
    for (Duration per :
        new Duration[] {Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(365).plusNanos(1)}) {
      assertThatThrownBy(() -> new RateLimit(1, per))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("per is ");
    }
  }
}
