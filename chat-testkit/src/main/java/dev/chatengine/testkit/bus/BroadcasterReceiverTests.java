package dev.chatengine.testkit.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Address;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.testkit.support.Race;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How a broadcaster calls its receiver. */
abstract class BroadcasterReceiverTests extends BroadcasterSubscriptionTests {

  @Test
  void aBroadcasterHasOneReceiver() {
    Node node = single();

    assertThatThrownBy(() -> node.broadcaster().start(new RecordingReceiver(patience())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReceiverIsCalledByOneThreadAtATime() {
    int publishers = 4;
    int each = 200;
    Node subscriber = node(ROOM, OTHER_ROOM, new NodeAddress("node-1"));
    List<Node> nodes = List.of(node(ROOM), node(ROOM));
    // The first call lasts until more is published, so that a concurrent call would overlap.
    CountDownLatch more = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    subscriber
        .receiver()
        .onReceived(
            envelope -> {
              if (first.getAndSet(false)) {
                awaitBriefly(more);
              }
            });

    Race.run(
        publishers,
        index -> {
          for (int i = 0; i < each; i++) {
            Address address =
                i % 3 == 0 ? ROOM : i % 3 == 1 ? OTHER_ROOM : new NodeAddress("node-1");
            nodes.get(index % nodes.size()).publish(address, index + "." + i);
            more.countDown();
          }
          return index;
        });

    assertThat(subscriber.receiver().awaitTexts(publishers * each)).doesNotHaveDuplicates();
    assertThat(subscriber.receiver().hasOverlapped()).as("calls overlapped").isFalse();
  }

  @Test
  void aReceiverCanPublishWhileItReceives() {
    Node one = node(ROOM);
    Node other = node(ROOM);
    int rounds = 50;
    one.receiver().onReceived(envelope -> answer(one, envelope));
    other.receiver().onReceived(envelope -> answer(other, envelope));

    one.publish(ROOM, Integer.toString(rounds));

    assertThat(other.receiver().awaitTexts(rounds / 2 + 1)).contains(Integer.toString(rounds), "0");
    assertThat(one.receiver().awaitTexts(rounds / 2)).contains("1");
  }

  @Test
  void receiversThatPublishToEachOtherAtOnceDoNotBlock() {
    Node one = node(ROOM);
    Node other = node(ROOM);
    int rounds = 50;
    int starts = 20;
    one.receiver().onReceived(envelope -> answer(one, envelope));
    other.receiver().onReceived(envelope -> answer(other, envelope));

    Race.run(
        2,
        index -> {
          for (int i = 0; i < starts; i++) {
            (index == 0 ? one : other).publish(ROOM, Integer.toString(rounds));
          }
          return index;
        });

    int each = starts * (rounds + 1);
    assertThat(one.receiver().await(each)).hasSize(each);
    assertThat(other.receiver().await(each)).hasSize(each);
    assertThat(one.receiver().hasOverlapped() || other.receiver().hasOverlapped()).isFalse();
  }

  @Test
  void aReceiverThatThrowsIsCalledAgain() {
    Node publisher = node();
    Node subscriber = node(ROOM);
    subscriber
        .receiver()
        .onReceived(
            envelope -> {
              if (RecordingReceiver.text(envelope).equals("throw")) {
                throw new UnsupportedOperationException("thrown on purpose");
              }
            });

    publisher.publish(ROOM, "throw");
    subscriber.receiver().await(1);
    publisher.publish(ROOM, LAST);

    assertThat(subscriber.receiver().awaitTexts(2)).containsExactly("throw", LAST);
  }

  @Test
  void aClosedBroadcasterCallsNoReceiver() {
    Node publisher = node();
    Node closing = node(ROOM);
    Node remaining = node(ROOM);
    AtomicBoolean stop = new AtomicBoolean();

    Race.run(
        2,
        index -> {
          if (index == 0) {
            while (!stop.get()) {
              publisher.publish(ROOM, "more");
            }
          } else {
            try {
              closing.receiver().await(50);
              closing.broadcaster().close();
              closing.receiver().expectNoCalls();
            } finally {
              stop.set(true);
            }
          }
          return index;
        });
    int before = remaining.receiver().await(50).size();
    publisher.publish(ROOM, LAST);
    remaining.receiver().await(before + 1);

    assertThat(closing.receiver().wasCalledTooLate()).isFalse();
  }

  @Test
  void aReceiverMayCloseItsBroadcaster() {
    Node publisher = node();
    Node closing = node(ROOM);
    Node remaining = node(ROOM);
    closing.receiver().onReceived(envelope -> closing.broadcaster().close());

    publisher.publish(ROOM, "first");
    closing.receiver().await(1);
    remaining.receiver().await(1);
    publisher.publish(ROOM, LAST);
    remaining.receiver().await(2);

    assertThatThrownBy(() -> closing.publish(ROOM, "no")).isInstanceOf(IllegalStateException.class);
  }

  /** Waits no longer than a test does: if callers wait for the receiver, the latch never opens. */
  private void awaitBriefly(CountDownLatch latch) {
    try {
      boolean unused = latch.await(patience().toMillis() / 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(Node node, Envelope envelope) {
    int number = Integer.parseInt(RecordingReceiver.text(envelope));
    if (number > 0) {
      node.publish(ROOM, Integer.toString(number - 1));
    }
  }
}
