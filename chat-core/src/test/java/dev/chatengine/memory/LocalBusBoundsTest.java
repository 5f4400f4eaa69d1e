package dev.chatengine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A bus within the process at its bound, and with receivers that misbehave. */
class LocalBusBoundsTest {
  private static final Room ROOM = new Room("general");

  private final LocalBus bus = LocalBus.create(Broadcaster.MAX_PAYLOAD);

  @Test
  void aBoundBelowTheLargestPayloadIsRefusedByName() {
    assertThatThrownBy(() -> LocalBus.create(Broadcaster.MAX_PAYLOAD - 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("maxPending is ");
  }

  @Test
  void payloadsAreDeliveredBeforePublishReturnsOnThePublishersThread() {
    List<Thread> threads = new ArrayList<>();
    LocalBroadcaster publisher = started(envelope -> {}, missed -> {});
    started(envelope -> threads.add(Thread.currentThread()), missed -> {});

    publisher.publish(List.of(envelope(1)));

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void payloadsBeyondTheBoundAreDroppedAndReported() {
    List<String> calls = new ArrayList<>();
    LocalBroadcaster publisher = started(envelope -> {}, missed -> {});
    int half = Broadcaster.MAX_PAYLOAD / 2;
    started(
        envelope -> {
          calls.add(envelope.payload().remaining() + " bytes");
          if (calls.size() == 1) {
            // Published while the receiver is busy: one fits, the next does not.
            publisher.publish(List.of(envelope(half), envelope(half + 1)));
          }
        },
        missed -> calls.add("missed " + missed));

    publisher.publish(List.of(envelope(1)));
    publisher.publish(List.of(envelope(2)));

    assertThat(calls).containsExactly("1 bytes", "missed []", half + " bytes", "2 bytes");
  }

  @Test
  void aReceiverThatThrowsDoesNotAffectOthers() {
    List<String> calls = new ArrayList<>();
    LocalBroadcaster publisher = started(envelope -> {}, missed -> {});
    started(
        envelope -> {
          calls.add("bad");
          throw new IllegalArgumentException("must not happen");
        },
        missed -> {});
    started(envelope -> calls.add("good"), missed -> {});

    publisher.publish(List.of(envelope(1), envelope(2)));

    assertThat(calls).containsExactly("bad", "good", "bad", "good");
  }

  @Test
  void aReceiverThatReadsAPayloadDoesNotAffectOthers() {
    List<Integer> sizes = new ArrayList<>();
    Consumer<Envelope> reader =
        envelope -> {
          sizes.add(envelope.payload().remaining());
          envelope.payload().position(envelope.payload().limit());
        };
    LocalBroadcaster publisher = started(envelope -> {}, missed -> {});
    started(reader, missed -> {});
    started(reader, missed -> {});

    publisher.publish(List.of(envelope(5)));

    assertThat(sizes).containsExactly(5, 5);
  }

  @Test
  void aBroadcasterThatWasNotStartedIsRefused() {
    LocalBroadcaster broadcaster = bus.broadcaster();

    assertThatThrownBy(() -> broadcaster.subscribe(Set.of(ROOM)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> broadcaster.publish(List.of(envelope(1))))
        .isInstanceOf(IllegalStateException.class);
  }

  private LocalBroadcaster started(Consumer<Envelope> received, Consumer<Set<Address>> missed) {
    LocalBroadcaster broadcaster = bus.broadcaster();
    broadcaster.start(
        new Receiver() {
          @Override
          public void received(Envelope envelope) {
            received.accept(envelope);
          }

          @Override
          public void mayHaveMissed(Set<Address> addresses) {
            missed.accept(addresses);
          }
        });
    broadcaster.subscribe(Set.of(ROOM));
    return broadcaster;
  }

  private static Envelope envelope(int size) {
    return new Envelope(ROOM, ByteBuffer.allocate(size));
  }
}
