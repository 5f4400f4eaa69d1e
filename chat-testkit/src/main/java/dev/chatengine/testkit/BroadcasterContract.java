package dev.chatengine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Address;
import dev.chatengine.model.Direct;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Broadcaster} has to do. An implementer extends this class and says how one is
 * opened, and what it can do of what is optional.
 *
 * <p>A broadcaster is allowed to lose, double and reorder; the contract is about one that nothing
 * disturbs, and expects that it then does not, except for the order of what it is not {@link
 * Capability#ORDERED} in.
 */
public abstract class BroadcasterContract extends BroadcasterInterruptionTests {
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
  void aSubscriptionIsInForceWhenSubscribeReturns() {
    Node publisher = node();
    Node subscriber = node();
    int rooms = 50;
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < rooms; i++) {
      Room room = new Room("room-" + i);
      subscriber.broadcaster().subscribe(Set.of(room, new Room("beside-" + i)));
      publisher.publish(room, "to " + i);
      expected.add("to " + i);
    }

    assertThat(subscriber.receiver().awaitTexts(rooms))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void toSubscribeTwiceIsToSubscribeOnce() {
    Node publisher = node();
    Node subscriber = node(ROOM);
    subscriber.broadcaster().subscribe(Set.of(ROOM, OTHER_ROOM));

    publisher.publish(ROOM, "once");
    publisher.publish(OTHER_ROOM, LAST);

    assertThat(subscriber.receiver().awaitTexts(2)).containsExactlyInAnyOrder("once", LAST);
    subscriber.broadcaster().unsubscribe(Set.of(ROOM));
    publisher.publish(ROOM, "not any more");
    publisher.publish(OTHER_ROOM, LAST);
    assertThat(subscriber.receiver().awaitTexts(3)).doesNotContain("not any more");
  }

  @Test
  void whatWasUnsubscribedIsNotReceived() {
    Node publisher = node();
    Node subscriber = node(ROOM, OTHER_ROOM);
    Node remaining = node(ROOM);

    subscriber.broadcaster().unsubscribe(Set.of(ROOM, new Room("never-subscribed")));
    publisher.publish(ROOM, "not for you");
    remaining.receiver().await(1);
    publisher.publish(OTHER_ROOM, LAST);

    assertThat(subscriber.receiver().awaitTexts(1)).containsExactly(LAST);
  }

  @Test
  void anAddressCanBeSubscribedAgain() {
    Node publisher = node();
    Node subscriber = node(ROOM);
    subscriber.broadcaster().unsubscribe(Set.of(ROOM));
    subscriber.broadcaster().subscribe(Set.of(ROOM));

    publisher.publish(ROOM, "again");

    assertThat(subscriber.receiver().awaitTexts(1)).containsExactly("again");
  }

  @Test
  void noAddressReceivesWhatIsForAnother() {
    List<Address> addresses = hostileAddresses();
    Node publisher = node();
    Node even = node();
    Node odd = node();
    Set<Address> forEven = new LinkedHashSet<>();
    Set<Address> forOdd = new LinkedHashSet<>();
    for (int i = 0; i < addresses.size(); i++) {
      (i % 2 == 0 ? forEven : forOdd).add(addresses.get(i));
    }
    even.broadcaster().subscribe(forEven);
    odd.broadcaster().subscribe(forOdd);

    addresses.forEach(address -> publisher.publish(address, address.toString()));

    assertReceivedByAddress(even, forEven);
    assertReceivedByAddress(odd, forOdd);
  }

  @Test
  void aNodeIsReachedByItsAddressAlone() {
    Node publisher = node(new NodeAddress("node-1"));
    Node node2 = node(new NodeAddress("node-2"), ROOM);
    Node node3 = node(new NodeAddress("node-3"), ROOM);

    publisher.publish(new NodeAddress("node-2"), "for node 2");
    node2.receiver().await(1);
    publisher.publish(ROOM, LAST);

    assertThat(node2.receiver().awaitTexts(2)).containsExactly("for node 2", LAST);
    assertThat(node3.receiver().awaitTexts(1)).containsExactly(LAST);
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
  void aReceiverIsCalledByOneThreadAtATime() {
    int publishers = 4;
    int each = 200;
    Node subscriber = node(ROOM, OTHER_ROOM, new NodeAddress("node-1"));
    List<Node> nodes = List.of(node(ROOM), node(ROOM));
    // The first call lasts until more has been published: were there a second one, they would meet.
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
  void manyAddressesAreSubscribedAndUnsubscribedAtOnce() {
    Node publisher = node();
    Node subscriber = node(ROOM);
    Set<Address> all = new LinkedHashSet<>();
    for (int i = 0; i < 5_000; i++) {
      all.add(new Room("room-" + i));
    }
    subscriber.broadcaster().subscribe(all);

    publisher.broadcaster().publish(all.stream().map(room -> envelope(room, "all")).toList());
    assertThat(subscriber.receiver().await(all.size()))
        .extracting(Envelope::address)
        .containsExactlyInAnyOrderElementsOf(all);

    subscriber.broadcaster().unsubscribe(all);
    publisher.broadcaster().publish(all.stream().map(room -> envelope(room, "none")).toList());
    publisher.publish(ROOM, LAST);
    assertThat(subscriber.receiver().awaitTexts(all.size() + 1))
        .contains(LAST)
        .doesNotContain("none");
  }

  @Test
  void theLastOfSubscribeAndUnsubscribeHolds() {
    Node publisher = node();
    Node subscriber = node();
    for (int i = 0; i < 100; i++) {
      subscriber.broadcaster().subscribe(Set.of(OTHER_ROOM));
      subscriber.broadcaster().unsubscribe(Set.of(ROOM, OTHER_ROOM));
      subscriber.broadcaster().subscribe(Set.of(ROOM));
      publisher.publish(OTHER_ROOM, "not for you");
      publisher.publish(ROOM, "round " + i);
      subscriber.receiver().await(i + 1);
    }

    assertThat(subscriber.receiver().awaitTexts(100))
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> "round " + i).toList());
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
  void noReceiverIsCalledOnceItsBroadcasterIsClosed() {
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
  void closingOneLeavesTheOthersOpen() {
    Node closing = node(ROOM);
    Node publisher = node(ROOM);
    Node subscriber = node(ROOM);

    closing.broadcaster().close();
    publisher.publish(ROOM, "still here");

    assertThat(subscriber.receiver().awaitTexts(1)).containsExactly("still here");
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
  void aBroadcasterHasOneReceiver() {
    Node node = single();

    assertThatThrownBy(() -> node.broadcaster().start(new RecordingReceiver(patience())))
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

  /** Waits no longer than a test does: one whose callers wait for the receiver never gets on. */
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

  private static void assertReceivedByAddress(Node node, Set<Address> expected) {
    assertThat(node.receiver().await(expected.size()))
        .allSatisfy(
            envelope ->
                assertThat(RecordingReceiver.text(envelope))
                    .isEqualTo(envelope.address().toString()))
        .extracting(Envelope::address)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<Address> hostileAddresses() {
    List<Address> addresses = new ArrayList<>();
    List<String> names = HostileText.names();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      addresses.add(new Room(name));
      addresses.add(Direct.between(name, name));
      addresses.add(Direct.between(name, names.get((i + 1) % names.size())));
      if (name.length() <= NodeAddress.MAX_ID_LENGTH) {
        addresses.add(new NodeAddress(name));
      }
    }
    addresses.add(new Direct("a", "bc"));
    addresses.add(new Direct("ab", "c"));
    return addresses;
  }
}
