package dev.chatengine.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProtocolErrorTest {
  @Test
  void aWaitIsRoundedUpToWholeMilliseconds() {
    assertThat(retryAfterMillis(Duration.ZERO)).isEqualTo(1);
    assertThat(retryAfterMillis(Duration.ofNanos(1))).isEqualTo(1);
    assertThat(retryAfterMillis(Duration.ofMillis(100))).isEqualTo(100);
    assertThat(retryAfterMillis(Duration.ofMillis(100).plusNanos(1))).isEqualTo(101);
    assertThat(retryAfterMillis(Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo(Long.MAX_VALUE / 1_000_000 + 1);
  }

  private static long retryAfterMillis(Duration wait) {
    return ProtocolError.rateLimited(wait).retryAfterMillis();
  }
}
