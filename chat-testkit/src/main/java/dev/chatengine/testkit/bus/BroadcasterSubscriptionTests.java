package dev.chatengine.testkit.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Address;
import dev.chatengine.model.Direct;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.testkit.support.HostileText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which envelopes a subscription receives. */
abstract class BroadcasterSubscriptionTests extends BroadcasterInterruptionTests {

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
  void subscribingTwiceReceivesOnce() {
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
  void anUnsubscribedAddressReceivesNothing() {
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
  void theLastSubscribeOrUnsubscribeWins() {
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
  void noAddressReceivesEnvelopesOfAnother() {
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
