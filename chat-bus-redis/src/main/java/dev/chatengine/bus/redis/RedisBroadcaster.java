package dev.chatengine.bus.redis;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Traits;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what nodes tell each other over Redis, by its publish and subscribe: one channel for each
 * conversation and each node. A Redis Cluster of version 7 or later carries each channel on one
 * shard ({@code SPUBLISH}); any other Redis on all of its servers.
 *
 * <p>It is part of a {@link RedisBus}, which makes it.
 *
 * <h2>Order and loss</h2>
 *
 * <p>What one broadcaster publishes to an address in one call, or in calls one after the other,
 * arrives in that order. Redis keeps nothing for a subscriber that is away: whenever the connection
 * is made anew, and whenever something was dropped because the receiver is slow, the receiver is
 * told ({@link Receiver#mayHaveMissed}). A publish that found a broken connection is tried a second
 * time, and may arrive twice.
 *
 * <h2>When Redis is away</h2>
 *
 * <p>A connection that has ended, or on which a probe was not answered in time, is made anew, after
 * random waits that grow from 50 milliseconds to 5 seconds. All subscriptions are restored, each
 * confirmed by Redis, and the receiver is told that it may have missed something anywhere.
 * Meanwhile {@link #subscribe} throws {@link RedisUnavailableException}, but what it asked for is
 * restored with the rest; so does {@link #publish}, of which nothing is kept.
 *
 * <h2>Unsubscribing</h2>
 *
 * <p>What comes for an address is dropped as soon as {@link #unsubscribe} returns; Redis is told
 * some time later ({@link RedisBusOptions.Builder#linger}), unless the address is subscribed again.
 *
 * <p>Safe for all threads. It has one thread that reads for each connection, one that calls the
 * receiver and one that keeps the connections; {@link #close} ends them all.
 */
public final class RedisBroadcaster implements Broadcaster {
  private static final Logger LOG = LoggerFactory.getLogger(RedisBroadcaster.class);

  /** Shared; what is published is kept nowhere; calls wait for Redis. */
  private static final Traits TRAITS = new Traits(true, false, false);

  private final RedisBusOptions options;
  private final Header header = new Header();
  private final Publisher publisher;
  private final SubscriptionRouter router;
  private final MaintenanceThread maintenance;

  /** Held while this starts and while it becomes closed: it does neither halfway. */
  private final Object state = new Object();

  private volatile @Nullable Inbox inbox;
  private final AtomicBoolean unknownSeen = new AtomicBoolean();
  private final Instant madeAt = Instant.now();
  private volatile boolean closed;

  RedisBroadcaster(Servers servers, RedisBusOptions options) {
    this.options = options;
    publisher =
        new Publisher(servers, new ChannelNames(options.namespace()), header, this::slotsMoved);
    router = new SubscriptionRouter(publisher, options.pubSub(), header, new ToInbox());
    maintenance = new MaintenanceThread(router, options.pubSub());
  }

  private void slotsMoved() {
    router.slotsMoved();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Begins to connect and does not wait for it.
   */
  @Override
  public void start(Receiver receiver) {
    synchronized (state) {
      checkOpen();
      if (inbox != null) {
        throw new IllegalStateException("the broadcaster has a receiver already");
      }
      Inbox made = new Inbox(receiver, options.maxPendingBytes());
      inbox = made;
      made.start();
      maintenance.start();
    }
    router.begin();
  }

  /**
   * {@inheritDoc}
   *
   * @throws RedisUnavailableException if Redis is away, refuses, or has not confirmed it
   *     {@linkplain RedisBusOptions.Builder#timeout in time}; it is subscribed as soon as that is
   *     possible
   */
  @Override
  public void subscribe(Set<Address> addresses) {
    checkStarted();
    try {
      router.subscribe(addresses);
    } catch (UnavailableException e) {
      throw RedisUnavailableException.of(e);
    }
  }

  @Override
  public void unsubscribe(Set<Address> addresses) {
    checkStarted();
    router.unsubscribe(addresses);
  }

  /**
   * {@inheritDoc}
   *
   * <p>One round trip, or one for each shard that is concerned. After one that Redis did not
   * answer, calls throw at once for a second.
   *
   * @throws RedisUnavailableException if Redis did not take all of it
   */
  @Override
  public void publish(List<Envelope> envelopes) {
    checkStarted();
    try {
      publisher.publish(envelopes);
    } catch (UnavailableException e) {
      throw RedisUnavailableException.of(e);
    }
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /**
   * Whether this node hears what others publish. Never waits.
   *
   * @return how it is now; of several shards, the one that is away for longest
   */
  public RedisHealth health() {
    List<ServerHealth> all = router.health();
    Comparator<ServerHealth> bySince = Comparator.comparing(ServerHealth::since);
    return all.stream()
        .filter(health -> !health.up())
        .min(bySince)
        .or(() -> all.stream().max(bySince))
        .map(RedisHealth::of)
        .orElseGet(() -> new RedisHealth(true, madeAt, Optional.empty()));
  }

  @Override
  public Optional<String> trouble() {
    RedisHealth health = health();
    return health
        .reason()
        .map(reason -> "nothing is heard since " + health.since() + ": " + reason);
  }

  @Override
  public void close() {
    Inbox started;
    synchronized (state) {
      closed = true;
      started = inbox;
    }
    router.close();
    maintenance.close();
    if (started != null) {
      started.close();
    }
  }

  @Override
  public String toString() {
    return "RedisBroadcaster[" + options.namespace() + (closed ? ", closed]" : "]");
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the broadcaster is closed");
    }
  }

  private void checkStarted() {
    checkOpen();
    if (inbox == null) {
      throw new IllegalStateException("the broadcaster has no receiver");
    }
  }

  /** How many channels Redis still sends though nobody wants them. */
  int lingering() {
    return router.lingeringCount();
  }

  /** Puts messages of other nodes into the receiver's inbox. */
  private final class ToInbox implements PubSubListener {
    @Override
    public void received(Address address, byte[] message) {
      if (!Header.isKnown(message)) {
        if (unknownSeen.compareAndSet(false, true)) {
          LOG.warn("ignoring messages with a header that this release does not know");
        }
        return;
      }
      Inbox to = inbox;
      if (to != null && !header.isOwn(message)) {
        to.offer(new Envelope(address, Header.payload(message)));
      }
    }

    @Override
    public void missed(Set<Address> addresses) {
      Inbox to = inbox;
      if (to != null) {
        to.missed(addresses);
      }
    }

    @Override
    public void signal() {
      maintenance.signal();
    }
  }
}
