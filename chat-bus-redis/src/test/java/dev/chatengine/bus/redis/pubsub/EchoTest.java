package dev.chatengine.bus.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EchoTest {
  private final Echo echo = new Echo();

  @Test
  void aPublishedNumberIsAwaitedUntilItArrives() {
    assertThat(echo.isAwaited()).isFalse();
    byte[] number = echo.next();
    echo.published(0);
    assertThat(echo.isAwaited()).isTrue();
    assertThat(echo.hasReturned()).isFalse();

    echo.received(number);
    assertThat(echo.isAwaited()).isFalse();
    assertThat(echo.hasReturned()).isTrue();
  }

  @Test
  void aNumberCountsThatArrivesBeforeItsPublicationIsNoted() {
    echo.received(echo.next());
    echo.published(0);
    assertThat(echo.isAwaited()).isFalse();
  }

  @Test
  void anUnpublishedNumberIsNotAwaited() {
    byte[] unpublished = echo.next();
    assertThat(unpublished).hasSize(8);
    assertThat(echo.isAwaited()).isFalse();
  }

  @Test
  void aNumberOfAFormerConnectionIsNotAwaitedOnTheNext() {
    byte[] late = echo.next();
    echo.published(0);
    echo.forget();
    echo.received(late);
    assertThat(echo.isAwaited()).isFalse();
    assertThat(echo.hasReturned()).isFalse();

    byte[] number = echo.next();
    echo.published(1);
    assertThat(echo.isAwaited()).isTrue();
    echo.received(late);
    assertThat(echo.isAwaited()).as("an old number is no answer").isTrue();
    echo.received(number);
    assertThat(echo.hasReturned()).isTrue();
  }

  @Test
  void aMessageThatIsNoNumberIsIgnored() {
    byte[] number = echo.next();
    echo.published(0);
    echo.received(new byte[] {1});
    assertThat(echo.isAwaited()).isTrue();
    echo.received(number);
    assertThat(echo.isAwaited()).isFalse();
  }
}
