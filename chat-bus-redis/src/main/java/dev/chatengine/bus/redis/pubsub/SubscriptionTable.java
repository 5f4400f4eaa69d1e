package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.model.Address;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of one broadcaster: which channels it wants, and which server carries each.
 * Wanted channels outlive every connection. {@link ServerSubscriptions} has the state of each
 * server. Neither does any I/O.
 *
 * <p>Safe for all threads. Its monitor is the lock; no thread waits while it holds the lock.
 */
final class SubscriptionTable {
  private final Duration linger;
  private final int maxLingering;

  /** Read without the lock. */
  private final Map<String, Subscription> byChannel = new ConcurrentHashMap<>();

  /** In the order in which they will be given up. */
  private final Set<Subscription> lingering = new LinkedHashSet<>();

  private boolean closed;

  /**
   * Makes an empty table.
   *
   * @param linger how long a channel stays subscribed although it is not wanted any more
   * @param maxLingering how many channels may stay so
   */
  SubscriptionTable(Duration linger, int maxLingering) {
    this.linger = linger;
    this.maxLingering = maxLingering;
  }

  // ---- what is wanted

  /** Whether a channel has a server. */
  synchronized boolean hasServer(String channel) {
    Subscription subscription = byChannel.get(channel);
    return subscription != null && subscription.server != null;
  }

  /**
   * Wants a channel.
   *
   * @param server the server to ask if the channel has none yet; null if no server carries it
   * @throws IllegalStateException if the table is closed
   */
  synchronized Subscription want(
      String channel, Address address, @Nullable ServerSubscriptions server) {
    if (closed) {
      throw closedAlready();
    }
    Subscription subscription =
        byChannel.computeIfAbsent(channel, key -> new Subscription(key, address));
    subscription.wanted = true;
    if (subscription.lingers) {
      subscription.lingers = false;
      lingering.remove(subscription);
    }
    if (subscription.server == null && server != null && !server.isRemoved()) {
      subscription.server = server;
    }
    if (subscription.server != null) {
      subscription.refusal = null;
      subscription.server.update(subscription);
    }
    return subscription;
  }

  /** Marks channels as no longer wanted. They linger for a while: see {@link #expireLingering}. */
  synchronized void unwant(Collection<String> channels, long now) {
    long until = now + linger.toNanos();
    for (String channel : channels) {
      Subscription subscription = byChannel.get(channel);
      if (subscription != null && subscription.wanted) {
        subscription.wanted = false;
        subscription.lingers = true;
        subscription.lingersUntil = until;
        lingering.add(subscription);
      }
    }
    Iterator<Subscription> oldest = lingering.iterator();
    for (int surplus = lingering.size() - maxLingering; surplus > 0; surplus--) {
      oldest.next().lingersUntil = now;
    }
  }

  /**
   * Gives up channels that have lingered long enough.
   *
   * @return when to call again, but not after {@code latest}
   */
  synchronized long expireLingering(long now, long latest) {
    for (Iterator<Subscription> it = lingering.iterator(); it.hasNext(); ) {
      Subscription subscription = it.next();
      if (subscription.lingersUntil - now > 0) {
        return Math.min(latest, subscription.lingersUntil);
      }
      it.remove();
      subscription.lingers = false;
      if (subscription.server == null || !(subscription.asked || subscription.unanswered > 0)) {
        forget(subscription);
      } else {
        subscription.server.update(subscription);
      }
    }
    return latest;
  }

  /** Under the lock. */
  void forget(Subscription subscription) {
    byChannel.remove(subscription.channel, subscription);
    lingering.remove(subscription);
    subscription.lingers = false;
  }

  /** The subscription of a channel. Does not take the lock. */
  @Nullable Subscription find(String channel) {
    return byChannel.get(channel);
  }

  /** All channels, wanted or lingering. Does not take the lock. */
  List<String> channels() {
    return List.copyOf(byChannel.keySet());
  }

  /** Under the lock: the channels of a server. */
  List<Subscription> of(ServerSubscriptions server) {
    return byChannel.values().stream().filter(one -> one.server == server).toList();
  }

  /** The number of channels that are still subscribed although they are not wanted. */
  synchronized int lingeringCount() {
    return lingering.size();
  }

  // ---- which server carries which channel

  /** These servers carry the channels from now on. */
  synchronized void slotsMoved(Map<String, ServerSubscriptions> servers) {
    servers.forEach(
        (channel, server) -> {
          Subscription subscription = byChannel.get(channel);
          if (subscription != null && !server.isRemoved()) {
            handOver(subscription, server);
          }
        });
  }

  private void handOver(Subscription subscription, ServerSubscriptions to) {
    boolean moves = subscription.server != to;
    if (!subscription.isToBeKept()) {
      if (moves) {
        forget(subscription);
      }
      return;
    }
    if (moves) {
      subscription.missedSomething |= subscription.server != null;
      subscription.forgetConnection();
      subscription.server = to;
    }
    to.update(subscription);
  }

  // ---- waiting

  /**
   * Waits until subscriptions are in force, or are no longer wanted.
   *
   * @throws UnavailableException if Redis refuses one, is away, or does not confirm it in time
   * @throws IllegalStateException if the table is closed
   */
  void awaitInForce(List<Subscription> subscriptions, Duration time) {
    if (!await(() -> areInForce(subscriptions), time)) {
      throw new UnavailableException(
          "not subscribed yet: Redis has not confirmed it within " + time);
    }
  }

  private boolean areInForce(List<Subscription> subscriptions) {
    boolean all = true;
    for (Subscription subscription : subscriptions) {
      if (!subscription.isInForce() && subscription.wanted) {
        all = false;
        String failure = closed ? null : failure(subscription);
        if (failure != null) {
          throw new UnavailableException("not subscribed yet: " + failure);
        }
      }
    }
    if (!all && closed) {
      throw closedAlready();
    }
    return all;
  }

  /** Why a subscription cannot be confirmed at the moment; null if it still may be. */
  private static @Nullable String failure(Subscription subscription) {
    if (subscription.refusal != null) {
      return "Redis has refused it: " + subscription.refusal;
    }
    return subscription.server == null ? null : subscription.server.failure();
  }

  /** Waits for a condition, which is evaluated under the lock. Returns whether it holds in time. */
  synchronized boolean await(BooleanSupplier condition, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for Redis", e);
    }
  }

  // ---- the end

  synchronized boolean isClosed() {
    return closed;
  }

  static IllegalStateException closedAlready() {
    return new IllegalStateException("the broadcaster is closed");
  }

  /** Ends all waits. No channel can be wanted, and no connection is taken, from now on. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
