package dev.chatengine.bus.redis;

import dev.chatengine.model.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that one broadcaster wants to hear, and which of its subscribers has what. What is wanted
 * outlives every connection. Safe for all threads; the lock is never held while anything waits.
 */
final class Subscriptions {
  /** What a subscriber tells; on threads that must not wait. */
  interface Listener {
    void received(Address address, byte[] message);

    /** Something may have been lost; of all addresses if empty. */
    void missed(Set<Address> addresses);

    /** There is work for who keeps the connections. */
    void attend();
  }

  /** So many channels are certain to be carried by every server that carries any, to 1 in 10^12. */
  private static final int CHANNELS_TRIED = 500_000;

  final ReentrantLock lock = new ReentrantLock();

  /** That something has been confirmed, refused or lost. */
  final Condition changed = lock.newCondition();

  final ChannelNames names;
  final Servers servers;
  final RedisBusOptions options;
  final Listener listener;

  /** What publishes for the subscribers to hear themselves. */
  final Publisher publisher;

  private final String senderId;

  /** Read by threads that have no lock. */
  private final Map<String, Subscription> byChannel = new ConcurrentHashMap<>();

  /** In the order in which they are to be given up. */
  private final Set<Subscription> lingering = new LinkedHashSet<>();

  private final Map<String, Subscriber> subscribers = new LinkedHashMap<>();
  private volatile boolean slotsMoved;
  private volatile @Nullable Instant uncarried;
  private volatile boolean closed;

  Subscriptions(Publisher publisher, RedisBusOptions options, Header header, Listener listener) {
    this.publisher = publisher;
    this.servers = publisher.servers();
    this.names = publisher.names();
    this.options = options;
    this.senderId = header.senderId();
    this.listener = listener;
  }

  /** Connects, where there is one server for all channels, before anything is wanted. */
  void begin() {
    if (!servers.commands().bySlot) {
      subscriberOf("");
    }
  }

  // ---- what is wanted

  /** Subscribes, and returns once all of it is in force; what cannot be yet stays wanted. */
  void subscribe(Set<Address> addresses) {
    List<Subscription> asked = new ArrayList<>();
    Address nowhere = null;
    for (Address address : addresses) {
      String channel = names.of(address);
      Subscription present = byChannel.get(channel);
      boolean isRouted = present != null && present.subscriber != null;
      Subscriber subscriber = isRouted ? null : subscriberOf(channel);
      if (!isRouted && subscriber == null) {
        nowhere = address;
      }
      asked.add(want(channel, address, subscriber));
    }
    subscribers().forEach(Subscriber::sendUnsent);
    if (nowhere != null) {
      slotsMoved();
      throw new RedisUnavailableException(
          "not subscribed yet: no shard carries the channel of " + nowhere);
    }
    awaitAll(asked);
  }

  private @Nullable Subscriber subscriberOf(String channel) {
    String server = servers.serverOf(channel);
    return server == null ? null : subscriberAt(server);
  }

  private Subscription want(String channel, Address address, @Nullable Subscriber subscriber) {
    lock.lock();
    try {
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
      if (subscription.subscriber == null && subscriber != null) {
        subscription.subscriber = subscriber;
      }
      if (subscription.subscriber != null) {
        subscription.refusal = null;
        subscription.subscriber.attend(subscription);
      }
      return subscription;
    } finally {
      lock.unlock();
    }
  }

  /** Never waits: channels are given up some time later, by {@link #expireLingering}. */
  void unsubscribe(Collection<Address> addresses) {
    lock.lock();
    try {
      long until = System.nanoTime() + options.linger().toNanos();
      for (Address address : addresses) {
        Subscription subscription = byChannel.get(names.of(address));
        if (subscription != null && subscription.wanted) {
          subscription.wanted = false;
          subscription.lingers = true;
          subscription.lingersUntil = until;
          lingering.add(subscription);
        }
      }
      Iterator<Subscription> oldest = lingering.iterator();
      for (int surplus = lingering.size() - options.maxLingering(); surplus > 0; surplus--) {
        oldest.next().lingersUntil = until - options.linger().toNanos();
      }
    } finally {
      lock.unlock();
    }
    listener.attend();
  }

  /** Gives up what has lingered long enough, and tells when to call again. */
  long expireLingering(long now) {
    long next = now + options.probeInterval().toNanos();
    lock.lock();
    try {
      for (Iterator<Subscription> it = lingering.iterator(); it.hasNext(); ) {
        Subscription subscription = it.next();
        if (subscription.lingersUntil - now > 0) {
          next = Math.min(next, subscription.lingersUntil);
          break;
        }
        it.remove();
        subscription.lingers = false;
        giveUp(subscription);
      }
    } finally {
      lock.unlock();
    }
    subscribers().forEach(Subscriber::sendSomeUnsent);
    return next;
  }

  private void giveUp(Subscription subscription) {
    Subscriber subscriber = subscription.subscriber;
    if (subscriber == null || !subscriber.hasOnServer(subscription)) {
      forget(subscription);
    } else {
      subscriber.attend(subscription);
    }
  }

  /** Under the lock. */
  void forget(Subscription subscription) {
    byChannel.remove(subscription.channel, subscription);
    lingering.remove(subscription);
    subscription.lingers = false;
  }

  @Nullable Subscription find(String channel) {
    return byChannel.get(channel);
  }

  /** Under the lock: what a subscriber has. */
  List<Subscription> of(Subscriber subscriber) {
    return byChannel.values().stream().filter(one -> one.subscriber == subscriber).toList();
  }

  int lingeringCount() {
    lock.lock();
    try {
      return lingering.size();
    } finally {
      lock.unlock();
    }
  }

  // ---- waiting

  private void awaitAll(List<Subscription> asked) {
    if (!await(() -> areInForce(asked), options.timeout())) {
      throw new RedisUnavailableException(
          "not subscribed yet: Redis has not confirmed it within " + options.timeout());
    }
  }

  private boolean areInForce(List<Subscription> asked) {
    boolean all = true;
    for (Subscription subscription : asked) {
      // What is unsubscribed meanwhile has not to be waited for.
      if (!subscription.isInForce() && subscription.wanted) {
        all = false;
        String trouble = closed ? null : trouble(subscription);
        if (trouble != null) {
          throw new RedisUnavailableException("not subscribed yet: " + trouble);
        }
      }
    }
    if (!all && closed) {
      throw closedAlready();
    }
    return all;
  }

  private static @Nullable String trouble(Subscription subscription) {
    if (subscription.refusal != null) {
      return "Redis has refused it: " + subscription.refusal;
    }
    return subscription.subscriber == null ? null : subscription.subscriber.absence();
  }

  /** Waits, without the lock, until something holds, which is looked at under the lock. */
  boolean await(BooleanSupplier something, Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (!something.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisUnavailableException("interrupted while waiting for Redis", e);
    } finally {
      lock.unlock();
    }
  }

  // ---- which server has what

  List<Subscriber> subscribers() {
    lock.lock();
    try {
      return List.copyOf(subscribers.values());
    } finally {
      lock.unlock();
    }
  }

  /** The subscriber of a server, a new one if there is none; nothing if it carries no channels. */
  @Nullable Subscriber subscriberAt(String server) {
    lock.lock();
    try {
      Subscriber present = subscribers.get(server);
      if (present != null) {
        return present;
      }
    } finally {
      lock.unlock();
    }
    String own = ownChannel(server);
    if (own == null) {
      return null;
    }
    Subscriber made = new Subscriber(server, this, own);
    lock.lock();
    try {
      if (closed) {
        throw closedAlready();
      }
      Subscriber present = subscribers.putIfAbsent(server, made);
      if (present == null) {
        listener.attend();
      }
      return present == null ? made : present;
    } finally {
      lock.unlock();
    }
  }

  /** A channel of one's own that a server carries, if it carries any. */
  private @Nullable String ownChannel(String server) {
    for (int i = 0; i < CHANNELS_TRIED && servers.carriesChannels(server); i++) {
      String channel = names.echo(senderId, i);
      if (server.equals(servers.serverOf(channel))) {
        return channel;
      }
    }
    return null;
  }

  /** A slot has moved, or may have. */
  void slotsMoved() {
    slotsMoved = true;
    listener.attend();
  }

  boolean mayHaveMovedSlots() {
    return slotsMoved;
  }

  /**
   * Looks anew which server carries which channel, and hands subscriptions over. What no server
   * carries at the moment stays where it is, to be looked at again.
   *
   * @return whether all are carried
   */
  boolean followSlots() {
    slotsMoved = false;
    boolean followed = false;
    try {
      servers.refresh();
      followed = follow();
    } finally {
      if (!followed) {
        slotsMoved = true;
      }
    }
    uncarried = followed ? null : uncarriedSince();
    return followed;
  }

  private Instant uncarriedSince() {
    Instant since = uncarried;
    return since == null ? Instant.now() : since;
  }

  /** How long some channels are carried by no server, if any are. */
  Optional<Instant> uncarried() {
    return Optional.ofNullable(uncarried);
  }

  private boolean follow() {
    boolean allCarried = true;
    Map<Subscription, Subscriber> targets = new HashMap<>();
    for (Subscription subscription : List.copyOf(byChannel.values())) {
      Subscriber target = subscriberOf(subscription.channel);
      if (target == null) {
        allCarried = false;
      } else {
        targets.put(subscription, target);
      }
    }
    for (Subscriber subscriber : subscribers()) {
      if (!subscriber.server.equals(servers.serverOf(subscriber.ownChannel()))) {
        String own = ownChannel(subscriber.server);
        if (own == null) {
          retire(subscriber);
        } else {
          subscriber.ownChannel(own);
        }
      }
    }
    lock.lock();
    try {
      targets.forEach(this::handOver);
    } finally {
      lock.unlock();
    }
    return allCarried;
  }

  private void handOver(Subscription subscription, Subscriber to) {
    if (byChannel.get(subscription.channel) != subscription) {
      return;
    }
    if (!subscription.isToBeKept()) {
      if (subscription.subscriber != to) {
        forget(subscription);
      }
      return;
    }
    if (subscription.subscriber != to) {
      subscription.missedSomething |= subscription.subscriber != null;
      subscription.forgetConnection();
      subscription.subscriber = to;
    }
    to.attend(subscription);
  }

  private void retire(Subscriber subscriber) {
    lock.lock();
    try {
      subscribers.remove(subscriber.server, subscriber);
    } finally {
      lock.unlock();
    }
    subscriber.close("it carries no channels any more");
  }

  // ---- the end

  boolean isClosed() {
    return closed;
  }

  private static IllegalStateException closedAlready() {
    return new IllegalStateException("the broadcaster is closed");
  }

  void close() {
    List<Subscriber> ending;
    lock.lock();
    try {
      closed = true;
      ending = subscribers();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    ending.forEach(subscriber -> subscriber.close("closed"));
  }

  /** What an exception of the client says, on one line. */
  static String reason(Throwable e) {
    String message = e.getMessage();
    Throwable cause = e.getCause();
    String text = message == null ? e.getClass().getSimpleName() : message;
    return cause == null || cause.getMessage() == null || text.contains(cause.getMessage())
        ? text
        : text + " (" + cause.getMessage() + ")";
  }

  /** What {@link Duration} is in whole milliseconds, for sockets; at least 1. */
  static int millis(Duration duration) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
  }
}
