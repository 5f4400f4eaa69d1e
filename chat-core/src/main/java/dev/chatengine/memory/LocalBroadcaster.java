package dev.chatengine.memory;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Traits;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A broadcaster within one process: one engine's end of a {@link LocalBus}, or the broadcaster of a
 * single engine, which reaches no other. Only {@link #close()} waits: until no other thread is
 * calling the receiver. So two receivers must not close each other's broadcasters.
 *
 * <p>Safe for all threads.
 */
public final class LocalBroadcaster implements Broadcaster {
  private final LocalBus bus;
  private final Traits traits;
  private final AtomicReference<@Nullable LocalInbox> inbox = new AtomicReference<>();
  private final Object subscriptions = new Object();
  private volatile boolean closed;

  LocalBroadcaster(LocalBus bus, Traits traits) {
    this.bus = bus;
    this.traits = traits;
  }

  /**
   * Makes a broadcaster for a single engine.
   *
   * @return a new broadcaster, which reaches no other engine
   */
  public static LocalBroadcaster create() {
    return new LocalBroadcaster(LocalBus.create(), Traits.IN_MEMORY);
  }

  @Override
  public void start(Receiver receiver) {
    checkOpen();
    if (!inbox.compareAndSet(null, new LocalInbox(receiver, bus.maxPending()))) {
      throw new IllegalStateException("the broadcaster has a receiver already");
    }
  }

  @Override
  public void subscribe(Set<Address> addresses) {
    started();
    synchronized (subscriptions) {
      checkOpen();
      addresses.forEach(address -> bus.subscribe(address, this));
    }
  }

  @Override
  public void unsubscribe(Set<Address> addresses) {
    started();
    addresses.forEach(address -> bus.unsubscribe(address, this));
  }

  @Override
  public void publish(List<Envelope> envelopes) {
    started();
    for (Envelope envelope : envelopes) {
      int size = envelope.payload().remaining();
      if (size > MAX_PAYLOAD) {
        throw new IllegalArgumentException(
            "payload has " + size + " bytes, not 0 to " + MAX_PAYLOAD);
      }
    }
    envelopes.forEach(envelope -> bus.publish(envelope, this));
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public void close() {
    synchronized (subscriptions) {
      closed = true;
    }
    bus.remove(this);
    LocalInbox started = inbox.get();
    if (started != null) {
      started.close();
    }
  }

  void deliver(Envelope envelope) {
    LocalInbox started = inbox.get();
    if (started != null) {
      started.offer(envelope);
      started.deliver();
    }
  }

  private void started() {
    checkOpen();
    if (inbox.get() == null) {
      throw new IllegalStateException("the broadcaster has no receiver");
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the broadcaster is closed");
    }
  }
}
