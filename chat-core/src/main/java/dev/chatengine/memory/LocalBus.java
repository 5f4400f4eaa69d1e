package dev.chatengine.memory;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bus between several engines of one process, each of which gets its own {@link Broadcaster}.
 *
 * <p>The thread that publishes a payload also delivers it, to the other subscribers in the order in
 * which they subscribed, before {@link Broadcaster#publish publish} returns. If a receiver is being
 * called at that moment, by another thread or further up on the same thread, that call's thread
 * delivers the payload afterwards. No thread waits, even if receivers publish while they receive.
 * The payloads that wait for a receiver are bounded: further payloads are dropped, and the receiver
 * is notified that it may have missed some.
 *
 * <p>Safe for all threads.
 */
public final class LocalBus {
  /** How many bytes may wait for one receiver, by default. */
  public static final long DEFAULT_MAX_PENDING = 16 << 20;

  private static final Traits TRAITS = new Traits(true, false, true);

  private final long maxPending;
  private final Map<Address, List<LocalBroadcaster>> subscribers = new ConcurrentHashMap<>();

  LocalBus(long maxPending) {
    this.maxPending = maxPending;
  }

  /**
   * Makes a bus with the default bound.
   *
   * @return a new bus
   */
  public static LocalBus create() {
    return new LocalBus(DEFAULT_MAX_PENDING);
  }

  /**
   * Makes a bus with another bound.
   *
   * @param maxPending how many bytes may wait for one receiver, at least {@value
   *     Broadcaster#MAX_PAYLOAD}; each payload counts 64 bytes more than its size
   * @return a new bus
   * @throws IllegalArgumentException if the bound is out of range
   */
  public static LocalBus create(long maxPending) {
    return new LocalBus(Arguments.atLeast(Broadcaster.MAX_PAYLOAD, maxPending, "maxPending"));
  }

  /**
   * Makes a broadcaster for one more engine.
   *
   * @return a new broadcaster, which reaches all others of this bus
   */
  public LocalBroadcaster broadcaster() {
    return new LocalBroadcaster(this, TRAITS);
  }

  long maxPending() {
    return maxPending;
  }

  void subscribe(Address address, LocalBroadcaster subscriber) {
    subscribers.compute(
        address,
        (key, present) -> {
          if (present == null) {
            return List.of(subscriber);
          }
          if (present.contains(subscriber)) {
            return present;
          }
          List<LocalBroadcaster> more = new ArrayList<>(present);
          more.add(subscriber);
          return List.copyOf(more);
        });
  }

  void unsubscribe(Address address, LocalBroadcaster subscriber) {
    subscribers.computeIfPresent(
        address,
        (key, present) -> {
          List<LocalBroadcaster> fewer = new ArrayList<>(present);
          fewer.remove(subscriber);
          return fewer.isEmpty() ? null : List.copyOf(fewer);
        });
  }

  /** Ends all subscriptions of one broadcaster. */
  void remove(LocalBroadcaster subscriber) {
    subscribers.keySet().forEach(address -> unsubscribe(address, subscriber));
  }

  void publish(Envelope envelope, LocalBroadcaster publisher) {
    for (LocalBroadcaster subscriber : subscribers.getOrDefault(envelope.address(), List.of())) {
      if (subscriber != publisher) {
        subscriber.deliver(envelope);
      }
    }
  }
}
