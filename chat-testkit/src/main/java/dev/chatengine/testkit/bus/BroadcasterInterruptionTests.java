package dev.chatengine.testkit.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Interruptions of a broadcaster. Envelopes that are published meanwhile may be lost, but the
 * receiver must be notified that it may have missed some.
 */
abstract class BroadcasterInterruptionTests extends BroadcasterTestBase {
  private static final long POLL_NANOS = 1_000_000;

  @Test
  void anInterruptionIsReportedAndTheReceiverReceivesAgain() {
    needs(Capability.INTERRUPTIBLE);
    Node publisher = node();
    Node subscriber = node(ROOM, OTHER_ROOM);

    interrupt(subscriber.broadcaster());
    subscriber.receiver().awaitMissed(ROOM);
    subscriber.receiver().awaitMissed(OTHER_ROOM);

    publishInTheEnd(publisher, ROOM, "after");
    publishInTheEnd(publisher, OTHER_ROOM, LAST);
    assertThat(subscriber.receiver().awaitTexts(2)).containsExactlyInAnyOrder("after", LAST);
  }

  @Test
  void aSecondInterruptionIsReportedLikeTheFirst() {
    needs(Capability.INTERRUPTIBLE);
    Node subscriber = node(ROOM);
    for (int i = 0; i < 2; i++) {
      interrupt(subscriber.broadcaster());
      subscriber.receiver().awaitMissed(ROOM);
      subscriber.receiver().forgetMissed();
    }
  }

  @Test
  void aSubscriptionDuringAnInterruptionReceivesAfterwards() {
    needs(Capability.INTERRUPTIBLE);
    Node publisher = node();
    Node subscriber = node(OTHER_ROOM);
    cutOff();
    awaitOutage(subscriber.broadcaster(), true);
    boolean subscribed = succeeds(() -> subscriber.broadcaster().subscribe(Set.of(ROOM)));
    reconnect();
    awaitOutage(subscriber.broadcaster(), false);

    // After a refusal the caller tries again, like the engine.
    if (!subscribed) {
      inTheEnd(() -> subscriber.broadcaster().subscribe(Set.of(ROOM)));
    }
    publishInTheEnd(publisher, ROOM, LAST);
    assertThat(subscriber.receiver().awaitTexts(1)).contains(LAST);
  }

  @Test
  void anUnsubscriptionDuringAnInterruptionReceivesNothingAfterwards() {
    needs(Capability.INTERRUPTIBLE);
    Node publisher = node();
    Node subscriber = node(ROOM, OTHER_ROOM);
    cutOff();
    awaitOutage(subscriber.broadcaster(), true);
    subscriber.broadcaster().unsubscribe(Set.of(ROOM));
    reconnect();
    subscriber.receiver().awaitMissed(OTHER_ROOM);

    publishInTheEnd(publisher, ROOM, "not for you");
    publishInTheEnd(publisher, OTHER_ROOM, LAST);
    assertThat(subscriber.receiver().awaitTexts(1)).containsExactly(LAST);
  }

  @Test
  void noCallWaitsForTheEndOfAnInterruption() throws Exception {
    needs(Capability.INTERRUPTIBLE);
    Node node = node(ROOM);
    cutOff();
    List<Runnable> calls =
        List.of(
            () -> node.publish(ROOM, "lost"),
            () -> node.broadcaster().subscribe(Set.of(OTHER_ROOM)),
            () -> node.broadcaster().unsubscribe(Set.of(ROOM)),
            () -> node.broadcaster().outage(),
            () -> node.broadcaster().close());
    try {
      for (Runnable call : calls) {
        CompletableFuture.runAsync(() -> succeeds(call))
            .get(patience().toMillis(), TimeUnit.MILLISECONDS);
      }
    } finally {
      reconnect();
    }
  }

  @Test
  void aReceiverClosedDuringAnInterruptionIsNotCalledAfterwards() {
    needs(Capability.INTERRUPTIBLE);
    Node closing = node(ROOM);
    Node remaining = node(ROOM);
    cutOff();
    awaitOutage(closing.broadcaster(), true);
    closing.broadcaster().close();
    closing.receiver().expectNoCalls();
    reconnect();

    remaining.receiver().awaitMissed(ROOM);
    assertThat(closing.receiver().wasCalledTooLate()).isFalse();
  }

  private void interrupt(Broadcaster watched) {
    cutOff();
    awaitOutage(watched, true);
    reconnect();
    awaitOutage(watched, false);
  }

  private void awaitOutage(Broadcaster broadcaster, boolean expected) {
    assertThat(becomes(() -> broadcaster.outage().isPresent() == expected))
        .as("within %s, outage %s", patience(), expected ? "is reported" : "is over")
        .isTrue();
  }

  /** A publisher may reconnect later than the other nodes. */
  private void publishInTheEnd(Node publisher, Address address, String text) {
    inTheEnd(() -> publisher.publish(address, text));
  }

  private void inTheEnd(Runnable call) {
    assertThat(becomes(() -> succeeds(call))).as("succeeds within %s", patience()).isTrue();
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private boolean becomes(BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience().toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }
}
