package dev.chatengine.testkit.bus;

import dev.chatengine.memory.LocalBus;
import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Traits;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A bus in memory that can be interrupted. Its broadcasters then lose all but the set of addresses
 * that they should receive.
 */
final class InterruptibleBus {
  private final LocalBus bus = LocalBus.create();
  private final List<End> ends = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  Broadcaster broadcaster() {
    End end = new End(bus.broadcaster());
    ends.add(end);
    return end;
  }

  void cutOff() {
    away = true;
    ends.forEach(End::lose);
  }

  void reconnect() {
    away = false;
    ends.forEach(End::restore);
  }

  private final class End implements Broadcaster {
    private final Broadcaster sound;
    private final Set<Address> wanted = new HashSet<>();
    private @Nullable Receiver receiver;
    private boolean closed;

    End(Broadcaster sound) {
      this.sound = sound;
    }

    private synchronized void lose() {
      if (!closed) {
        sound.unsubscribe(wanted);
      }
    }

    private synchronized void restore() {
      Receiver told = receiver;
      if (told != null && !closed) {
        sound.subscribe(wanted);
        told.mayHaveMissed(Set.of());
      }
    }

    private void checkThere() {
      if (away) {
        throw new IllegalArgumentException("the bus is away");
      }
    }

    @Override
    public synchronized void start(Receiver receiver) {
      sound.start(receiver);
      this.receiver = receiver;
    }

    @Override
    public synchronized void subscribe(Set<Address> addresses) {
      wanted.addAll(addresses);
      if (!closed) {
        checkThere();
      }
      sound.subscribe(addresses);
    }

    @Override
    public synchronized void unsubscribe(Set<Address> addresses) {
      wanted.removeAll(addresses);
      sound.unsubscribe(addresses);
    }

    @Override
    public void publish(List<Envelope> envelopes) {
      if (!away) {
        sound.publish(envelopes);
      } else {
        checkThere();
      }
    }

    @Override
    public Traits traits() {
      return sound.traits();
    }

    @Override
    public Optional<String> outage() {
      return away ? Optional.of("the bus is away") : Optional.empty();
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
      }
      sound.close();
    }
  }
}
