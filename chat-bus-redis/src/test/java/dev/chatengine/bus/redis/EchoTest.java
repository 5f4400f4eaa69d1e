package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EchoTest {
  private final Echo echo = new Echo();

  @Test
  void whatWasPublishedIsAwaitedUntilItIsHeard() {
    assertThat(echo.isAwaited()).isFalse();
    byte[] number = echo.next();
    echo.published(0);
    assertThat(echo.isAwaited()).isTrue();
    assertThat(echo.hasReturned()).isFalse();

    echo.heard(number);
    assertThat(echo.isAwaited()).isFalse();
    assertThat(echo.hasReturned()).isTrue();
  }

  @Test
  void whatIsHeardBeforeItsPublisherKnowsThatItIsPublishedCounts() {
    echo.heard(echo.next());
    echo.published(0);
    assertThat(echo.isAwaited()).isFalse();
  }

  @Test
  void whatWasNotPublishedIsNotAwaited() {
    byte[] unpublished = echo.next();
    assertThat(unpublished).hasSize(8);
    assertThat(echo.isAwaited()).isFalse();
  }

  @Test
  void whatComesLateOverTheNextConnectionIsNoReasonToDoubtIt() {
    byte[] late = echo.next();
    echo.published(0);
    echo.forget();
    echo.heard(late);
    assertThat(echo.isAwaited()).isFalse();
    assertThat(echo.hasReturned()).isFalse();

    byte[] number = echo.next();
    echo.published(1);
    assertThat(echo.isAwaited()).isTrue();
    echo.heard(late);
    assertThat(echo.isAwaited()).as("an old number is no answer").isTrue();
    echo.heard(number);
    assertThat(echo.hasReturned()).isTrue();
  }

  @Test
  void whatIsNoNumberIsIgnored() {
    byte[] number = echo.next();
    echo.published(0);
    echo.heard(new byte[] {1});
    assertThat(echo.isAwaited()).isTrue();
    echo.heard(number);
    assertThat(echo.isAwaited()).isFalse();
  }
}
