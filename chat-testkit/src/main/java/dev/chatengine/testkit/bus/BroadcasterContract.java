package dev.chatengine.testkit.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Tests that every {@link Broadcaster} must pass. An implementer extends this class, opens
 * broadcasters, and declares the optional capabilities.
 *
 * <p>A broadcaster may lose, duplicate and reorder envelopes when something fails. The contract
 * checks that it does not do so without a failure; it checks the order only of a broadcaster that
 * is {@link Capability#ORDERED}.
 */
public abstract class BroadcasterContract extends BroadcasterReceiverTests {

  /** For subclasses. */
  protected BroadcasterContract() {}

  @Test
  void anEnvelopeReachesAllOtherSubscribers() {
    Node publisher = node();
    Node one = node(ROOM);
    Node another = node(ROOM, OTHER_ROOM);

    publisher.publish(ROOM, "hello");

    assertThat(one.receiver().await(1)).extracting(Envelope::address).containsExactly(ROOM);
    assertThat(one.receiver().awaitTexts(1)).containsExactly("hello");
    assertThat(another.receiver().awaitTexts(1)).containsExactly("hello");
  }

  @Test
  void anEnvelopeDoesNotReachItsPublisher() {
    Node publisher = node(ROOM);
    Node other = node(ROOM);

    publisher.publish(ROOM, "mine");
    other.receiver().await(1);
    other.publish(ROOM, LAST);

    assertThat(publisher.receiver().awaitTexts(1)).containsExactly(LAST);
  }

  @Test
  void envelopesOfAnAddressArriveInOrder() {
    needs(Capability.ORDERED);
    Node publisher = node();
    Node subscriber = node(ROOM);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      List<Envelope> envelopes = new ArrayList<>();
      for (int j = 0; j < 5; j++) {
        expected.add(i + "." + j);
        envelopes.add(envelope(ROOM, i + "." + j));
        envelopes.add(envelope(OTHER_ROOM, "elsewhere"));
      }
      publisher.broadcaster().publish(envelopes);
    }

    assertThat(subscriber.receiver().awaitTexts(expected.size())).isEqualTo(expected);
  }

  @Test
  void payloadsArriveUnchanged() {
    byte[] all = new byte[300];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    ByteBuffer part = ByteBuffer.wrap(all, 7, 256);
    ByteBuffer direct = ByteBuffer.allocateDirect(all.length);
    direct.put(all).flip().position(3);
    List<ByteBuffer> payloads =
        List.of(part, ByteBuffer.wrap(all).asReadOnlyBuffer(), direct, ByteBuffer.allocate(0));
    List<ByteBuffer> expected = payloads.stream().map(ByteBuffer::duplicate).toList();
    Node publisher = node();
    Node subscriber = node(ROOM);

    publisher
        .broadcaster()
        .publish(payloads.stream().map(payload -> new Envelope(ROOM, payload)).toList());

    assertThat(subscriber.receiver().await(payloads.size()))
        .extracting(Envelope::payload)
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(payloads).as("the publisher's buffers").isEqualTo(expected);
  }

  @Test
  void theLargestPayloadArrives() {
    byte[] large = new byte[Broadcaster.MAX_PAYLOAD];
    large[0] = 1;
    large[large.length - 1] = 2;
    Node publisher = node();
    Node subscriber = node(ROOM);

    publisher.broadcaster().publish(List.of(new Envelope(ROOM, ByteBuffer.wrap(large))));

    assertThat(subscriber.receiver().await(1).get(0).payload()).isEqualTo(ByteBuffer.wrap(large));
  }

  @Test
  void aTooLargePayloadIsRefusedWithItsWholeList() {
    Node publisher = node();
    Node subscriber = node(ROOM);
    Envelope tooLarge = new Envelope(ROOM, ByteBuffer.allocate(Broadcaster.MAX_PAYLOAD + 1));

    assertThatThrownBy(
            () -> publisher.broadcaster().publish(List.of(envelope(ROOM, "before"), tooLarge)))
        .isInstanceOf(IllegalArgumentException.class);

    publisher.publish(ROOM, LAST);
    assertThat(subscriber.receiver().awaitTexts(1)).containsExactly(LAST);
  }

  @Test
  void emptyListsAndSetsAreAccepted() {
    Node node = single();
    node.broadcaster().publish(List.of());
    node.broadcaster().subscribe(Set.of());
    node.broadcaster().unsubscribe(Set.of());
    node.broadcaster().publish(List.of(envelope(ROOM, "nobody listens")));
    node.broadcaster().unsubscribe(Set.of(ROOM));
  }

  @Test
  void closingOneLeavesTheOthersOpen() {
    Node closing = node(ROOM);
    Node publisher = node(ROOM);
    Node subscriber = node(ROOM);

    closing.broadcaster().close();
    publisher.publish(ROOM, "still here");

    assertThat(subscriber.receiver().awaitTexts(1)).containsExactly("still here");
  }

  @Test
  void closingTwiceHasNoFurtherEffect() {
    Node node = single();
    node.broadcaster().close();
    node.broadcaster().close();

    assertThatThrownBy(() -> node.publish(ROOM, "no")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedBroadcasterRefusesEverything() {
    Node node = single();
    Broadcaster closed = node.broadcaster();
    closed.close();

    assertThatThrownBy(() -> closed.start(node.receiver()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> closed.subscribe(Set.of(ROOM)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> closed.unsubscribe(Set.of(ROOM)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> closed.publish(List.of(envelope(ROOM, "no"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBroadcasterThatWasNeverStartedCanBeClosed() {
    Broadcaster broadcaster = openOne();

    broadcaster.close();
    broadcaster.close();
  }

  @Test
  void traitsAreConstantAndSayWhetherTheImplementationIsShared() {
    Broadcaster broadcaster = openOne();

    assertThat(broadcaster.traits().shared()).isEqualTo(capabilities().contains(Capability.SHARED));
    assertThat(broadcaster.traits()).isEqualTo(broadcaster.traits());
  }
}
