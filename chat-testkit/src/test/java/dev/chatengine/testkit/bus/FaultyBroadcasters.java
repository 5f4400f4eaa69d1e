package dev.chatengine.testkit.bus;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import dev.chatengine.model.Address;
import dev.chatengine.model.Direct;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import dev.chatengine.testkit.support.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Broadcasters with one fault each. */
final class FaultyBroadcasters {
  private FaultyBroadcasters() {}

  static List<Fault<InterruptibleBus, Broadcaster>> all() {
    List<FaultyBroadcaster> nodes = new CopyOnWriteArrayList<>();
    return List.of(
        fault("has no fault", node -> {}),
        fault(
            "echoes an envelope to its publisher",
            FaultyBroadcasters::echo,
            "anEnvelopeDoesNotReachItsPublisher"),
        fault(
            "reorders envelopes",
            node -> node.publish = envelopes -> node.sound.publish(reversed(envelopes)),
            "envelopesOfAnAddressArriveInOrder"),
        fault(
            "takes a node for a room",
            FaultyBroadcasters::takeNodesForRooms,
            "noAddressReceivesEnvelopesOfAnother"),
        fault(
            "mixes private logs",
            node -> changeEach(node, FaultyBroadcasters::toAnotherLog),
            "noAddressReceivesEnvelopesOfAnother"),
        fault(
            "subscribes late",
            node -> {
              AtomicReference<Set<Address>> late = new AtomicReference<>(Set.of());
              node.subscribe = addresses -> node.sound.subscribe(late.getAndSet(addresses));
            },
            "aSubscriptionIsInForceWhenSubscribeReturns"),
        fault(
            "receives twice when subscribed twice",
            FaultyBroadcasters::receiveTwice,
            "subscribingTwiceReceivesOnce"),
        fault(
            "never unsubscribes",
            node -> node.unsubscribe = addresses -> {},
            "anUnsubscribedAddressReceivesNothing"),
        fault(
            "publishes the envelopes before one that is too large",
            node -> node.publish = all -> all.forEach(each -> node.sound.publish(List.of(each))),
            "aTooLargePayloadIsRefusedWithItsWholeList"),
        fault(
            "cuts long payloads",
            node -> changeEach(node, FaultyBroadcasters::cut),
            "theLargestPayloadArrives"),
        fault(
            "publishes the whole array of a buffer",
            node -> changeEach(node, FaultyBroadcasters::withWholeArray),
            "payloadsArriveUnchanged"),
        fault(
            "moves the position of payloads",
            node ->
                node.publish =
                    envelopes -> {
                      node.sound.publish(envelopes);
                      envelopes.forEach(each -> each.payload().position(each.payload().limit()));
                    },
            "payloadsArriveUnchanged"),
        fault(
            "takes several receivers",
            node ->
                node.start =
                    receiver -> {
                      if (node.receiver == null) {
                        node.sound.start(receiver);
                      }
                    },
            "aBroadcasterHasOneReceiver"),
        fault(
            "never closes",
            node -> node.close = () -> {},
            "aClosedBroadcasterCallsNoReceiver",
            "closingTwiceHasNoFurtherEffect",
            "aClosedBroadcasterRefusesEverything"),
        fault(
            "stops when its receiver throws",
            node -> node.start = receiver -> node.sound.start(deadOnceItThrows(receiver)),
            "aReceiverThatThrowsIsCalledAgain"),
        fault(
            "subscribes some of many addresses",
            node ->
                node.subscribe =
                    all -> node.sound.subscribe(all.stream().limit(1_000).collect(toSet())),
            "manyAddressesAreSubscribedAndUnsubscribedAtOnce"),
        fault(
            "unsubscribes after the next subscription",
            FaultyBroadcasters::unsubscribeLate,
            "theLastSubscribeOrUnsubscribeWins"),
        fault(
            "does not report a loss",
            node -> report(node, (receiver, missed) -> {}),
            "anInterruptionIsReportedAndTheReceiverReceivesAgain"),
        fault(
            "forgets its subscriptions in an interruption",
            node ->
                report(
                    node,
                    (receiver, missed) -> {
                      node.unsubscribe(Set.copyOf(node.subscribed));
                      receiver.mayHaveMissed(missed);
                    }),
            "anInterruptionIsReportedAndTheReceiverReceivesAgain"),
        fault(
            "reports the first loss alone",
            node -> {
              AtomicBoolean reported = new AtomicBoolean();
              report(
                  node,
                  (receiver, missed) -> {
                    if (!reported.getAndSet(true)) {
                      receiver.mayHaveMissed(missed);
                    }
                  });
            },
            "aSecondInterruptionIsReportedLikeTheFirst"),
        fault(
            "does not report an outage",
            node -> node.outage = Optional::empty,
            "anInterruptionIsReportedAndTheReceiverReceivesAgain"),
        fault(
            "ignores subscriptions during an interruption",
            node -> node.subscribe = unlessAway(node, node.sound::subscribe),
            "aSubscriptionDuringAnInterruptionReceivesAfterwards"),
        fault(
            "ignores unsubscriptions during an interruption",
            node -> node.unsubscribe = unlessAway(node, node.sound::unsubscribe),
            "anUnsubscriptionDuringAnInterruptionReceivesNothingAfterwards"),
        fault(
            "waits for the end of an interruption",
            node ->
                node.publish =
                    envelopes -> {
                      while (node.outage().isPresent()) {
                        LockSupport.parkNanos(1_000_000);
                      }
                      node.sound.publish(envelopes);
                    },
            "noCallWaitsForTheEndOfAnInterruption"),
        fault(
            "reports a loss to a closed receiver",
            node ->
                node.start =
                    receiver -> {
                      node.sound.start(receiver);
                      node.bus.broadcaster().start(receiver);
                    },
            "aReceiverClosedDuringAnInterruptionIsNotCalledAfterwards"),
        fault(
            "calls receivers on the thread that publishes",
            node -> callOnAnyThread(node, nodes),
            "aReceiverIsCalledByOneThreadAtATime"));
  }

  private static Fault<InterruptibleBus, Broadcaster> fault(
      String name, Consumer<FaultyBroadcaster> fault, String... noticedBy) {
    return Fault.fault(name, FaultyBroadcaster::new, fault, noticedBy);
  }

  private static void changeEach(FaultyBroadcaster node, UnaryOperator<Envelope> change) {
    node.publish = envelopes -> node.sound.publish(envelopes.stream().map(change).toList());
  }

  private static void report(FaultyBroadcaster node, BiConsumer<Receiver, Set<Address>> report) {
    node.start =
        receiver ->
            node.sound.start(
                new FaultyReceiver(receiver::received, missed -> report.accept(receiver, missed)));
  }

  private static <T> Consumer<T> unlessAway(FaultyBroadcaster node, Consumer<T> action) {
    return argument -> {
      if (node.outage().isEmpty()) {
        action.accept(argument);
      }
    };
  }

  private static void echo(FaultyBroadcaster node) {
    node.publish =
        envelopes -> {
          node.sound.publish(envelopes);
          Receiver receiver = node.receiver;
          // Only this text: a receiver that answers would answer its own envelopes for ever.
          envelopes.stream()
              .filter(envelope -> RecordingReceiver.text(envelope).equals("mine"))
              .filter(envelope -> node.subscribed.contains(envelope.address()))
              .forEach(envelope -> requireNonNull(receiver).received(envelope));
        };
  }

  private static List<Envelope> reversed(List<Envelope> envelopes) {
    List<Envelope> reversed = new ArrayList<>(envelopes);
    Collections.reverse(reversed);
    return reversed;
  }

  private static void takeNodesForRooms(FaultyBroadcaster node) {
    UnaryOperator<Address> room =
        address -> address instanceof NodeAddress id ? new Room(id.nodeId()) : address;
    node.subscribe = all -> node.sound.subscribe(all.stream().map(room).collect(toSet()));
    changeEach(node, each -> new Envelope(room.apply(each.address()), each.payload()));
  }

  private static Envelope toAnotherLog(Envelope envelope) {
    if (envelope.address() instanceof Direct direct && direct.first().equals("a")) {
      String both = direct.first() + direct.second();
      return new Envelope(new Direct(both.substring(0, 2), both.substring(2)), envelope.payload());
    }
    return envelope;
  }

  private static Envelope cut(Envelope envelope) {
    ByteBuffer payload = envelope.payload().duplicate();
    payload.limit(payload.position() + Math.min(payload.remaining(), 1 << 16));
    return new Envelope(envelope.address(), payload);
  }

  private static Envelope withWholeArray(Envelope envelope) {
    return envelope.payload().hasArray()
        ? new Envelope(envelope.address(), ByteBuffer.wrap(envelope.payload().array()))
        : envelope;
  }

  private static void receiveTwice(FaultyBroadcaster node) {
    Set<Address> twice = new HashSet<>();
    node.subscribe =
        addresses -> {
          addresses.stream().filter(node.subscribed::contains).forEach(twice::add);
          node.sound.subscribe(addresses);
        };
    node.start =
        receiver ->
            node.sound.start(
                new FaultyReceiver(
                    envelope -> {
                      receiver.received(envelope);
                      if (twice.contains(envelope.address())) {
                        receiver.received(envelope);
                      }
                    },
                    receiver::mayHaveMissed));
  }

  private static Receiver deadOnceItThrows(Receiver receiver) {
    AtomicBoolean dead = new AtomicBoolean();
    return new FaultyReceiver(
        envelope -> {
          if (!dead.getAndSet(true)) {
            receiver.received(envelope);
            dead.set(false);
          }
        },
        receiver::mayHaveMissed);
  }

  private static void unsubscribeLate(FaultyBroadcaster node) {
    AtomicReference<Set<Address>> late = new AtomicReference<>(Set.of());
    node.unsubscribe = late::set;
    node.subscribe =
        addresses -> {
          node.sound.subscribe(addresses);
          node.sound.unsubscribe(late.getAndSet(Set.of()));
        };
  }

  private static void callOnAnyThread(FaultyBroadcaster node, List<FaultyBroadcaster> nodes) {
    nodes.add(node);
    node.start =
        receiver -> node.sound.start(new FaultyReceiver(envelope -> {}, receiver::mayHaveMissed));
    node.publish =
        envelopes -> {
          node.sound.publish(envelopes);
          for (Envelope envelope : envelopes) {
            for (FaultyBroadcaster other : nodes) {
              Receiver receiver = other.receiver;
              if (other != node
                  && receiver != null
                  && other.subscribed.contains(envelope.address())) {
                receiver.received(envelope);
              }
            }
          }
        };
  }
}
