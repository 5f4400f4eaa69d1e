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
 * What every {@link Broadcaster} has to do. An implementer extends this class and says how one is
 * opened, and what it can do of what is optional.
 *
 * <p>A broadcaster is allowed to lose, double and reorder; the contract is about one that nothing
 * disturbs, and expects that it then does not, except for the order of what it is not {@link
 * Capability#ORDERED} in.
 */
public abstract class BroadcasterContract extends BroadcasterReceiverTests {

  /** What is optional. */
  public enum Capability {
    /** Several broadcasters can be opened on one bus, and reach each other. */
    SHARED,

    /** What one publishes to an address arrives in the order in which it was published. */
    ORDERED,

    /**
     * The broadcasters of a test can be cut off from each other ({@link #cutOff}) and come together
     * again ({@link #reconnect}), and notice both.
     */
    INTERRUPTIBLE
  }

  /** For subclasses. */
  protected BroadcasterContract() {}

  @Test
  void whatOnePublishesReachesAllOthersThatSubscribed() {
    Node publisher = node();
    Node one = node(ROOM);
    Node another = node(ROOM, OTHER_ROOM);

    publisher.publish(ROOM, "hello");

    assertThat(one.receiver().await(1)).extracting(Envelope::address).containsExactly(ROOM);
    assertThat(one.receiver().awaitTexts(1)).containsExactly("hello");
    assertThat(another.receiver().awaitTexts(1)).containsExactly("hello");
  }

  @Test
  void whatOnePublishesDoesNotComeBackToIt() {
    Node publisher = node(ROOM);
    Node other = node(ROOM);

    publisher.publish(ROOM, "mine");
    other.receiver().await(1);
    other.publish(ROOM, LAST);

    assertThat(publisher.receiver().awaitTexts(1)).containsExactly(LAST);
  }

  @Test
  void whatIsPublishedToAnAddressArrivesInItsOrder() {
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
  void payloadsArriveAsTheyWere() {
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
  void aPayloadTooLargeIsRefusedTogetherWithItsList() {
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
  void nothingAtAllCanBePublishedAndSubscribed() {
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
  void closingTwiceIsClosing() {
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
  void whatWasNeverStartedCanBeClosed() {
    Broadcaster broadcaster = openOne();

    broadcaster.close();
    broadcaster.close();
  }

  @Test
  void traitsSayWhetherItIsSharedAndAreAlwaysTheSame() {
    Broadcaster broadcaster = openOne();

    assertThat(broadcaster.traits().shared()).isEqualTo(capabilities().contains(Capability.SHARED));
    assertThat(broadcaster.traits()).isEqualTo(broadcaster.traits());
  }
}
