package dev.chatengine.testkit.simulation;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A bus whose envelopes arrive some time later, each by itself, so that they overtake each other.
 * While faults are on, some are lost and some come twice; a node that was cut off is told, when it
 * is back, that it may have missed something.
 */
final class SimulatedBus {
  private static final int ODDS_OF_A_FAULT = 10;
  private static final int MAX_DELAY_MILLIS = 40;

  /** So much is kept for a node that does not read, then its connection is cut. */
  private static final int MAX_UNREAD = 10;

  private final ManualScheduler scheduler;
  private final SplittableRandom random;
  private final List<End> ends = new ArrayList<>();
  private boolean faults;

  SimulatedBus(ManualScheduler scheduler, SplittableRandom random) {
    this.scheduler = scheduler;
    this.random = random;
  }

  void faults(boolean on) {
    faults = on;
  }

  End end() {
    End end = new End();
    ends.add(end);
    return end;
  }

  /** One node's end of the bus. */
  final class End implements Broadcaster {
    private final Set<Address> subscribed = new HashSet<>();
    private @Nullable Receiver receiver;
    private boolean cut;
    private boolean paused;
    private int unread;
    private boolean gone;

    /** Takes the node off the bus, or puts it back. */
    void cut(boolean off) {
      boolean back = cut && !off;
      cut = off;
      if (back && receiver != null) {
        receiver.mayHaveMissed(Set.of());
      }
    }

    /** The node does not read for a while, or goes on. */
    void pause(boolean stop) {
      boolean lost = paused && !stop && unread > MAX_UNREAD;
      paused = stop;
      unread = 0;
      if (lost && receiver != null) {
        receiver.mayHaveMissed(Set.of());
      }
    }

    /** What it is subscribed to. */
    Set<Address> subscribed() {
      return Set.copyOf(subscribed);
    }

    /** The node is dead. */
    void die() {
      gone = true;
    }

    @Override
    public void start(Receiver started) {
      receiver = started;
    }

    @Override
    public void subscribe(Set<Address> addresses) {
      requireReachable();
      subscribed.addAll(addresses);
    }

    @Override
    public void unsubscribe(Set<Address> addresses) {
      requireReachable();
      subscribed.removeAll(addresses);
    }

    @Override
    public void publish(List<Envelope> envelopes) {
      requireReachable();
      for (Envelope envelope : envelopes) {
        for (End other : ends) {
          if (other != this) {
            int times = !faults || random.nextInt(ODDS_OF_A_FAULT) != 0 ? 1 : random.nextInt(3);
            for (int i = 0; i < times; i++) {
              scheduler.schedule(
                  Duration.ofMillis(random.nextInt(MAX_DELAY_MILLIS)),
                  () -> other.arrived(envelope));
            }
          }
        }
      }
    }

    private void requireReachable() {
      if (cut || gone) {
        throw new IllegalStateException("simulated: the bus is away");
      }
    }

    private void arrived(Envelope envelope) {
      if (cut || gone || receiver == null || !subscribed.contains(envelope.address())) {
        return;
      }
      if (!paused || ++unread <= MAX_UNREAD) {
        receiver.received(envelope);
      }
    }

    @Override
    public Traits traits() {
      return Traits.REMOTE;
    }

    @Override
    public void close() {
      gone = true;
    }
  }
}
