package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.client.Servers;
import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.bus.redis.pubsub.PubSub;
import dev.chatengine.bus.redis.pubsub.ServerHealth;
import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Traits;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Carries bus events between nodes by Redis publish/subscribe. Each conversation and each node has
 * a channel. A Redis Cluster of version 7 or later carries each channel on one shard ({@code
 * SPUBLISH}); any other Redis carries it on all servers.
 *
 * <p>Made by {@link RedisBus}.
 *
 * <h2>Order and loss</h2>
 *
 * <p>Messages that one broadcaster publishes to an address arrive in the order in which it
 * published them. Redis keeps nothing for a subscriber that is away, so the receiver is notified
 * ({@link Receiver#mayHaveMissed}) after each reconnect, and after messages were dropped because
 * the receiver is slow. A publish that meets a broken connection is tried a second time, so its
 * messages may arrive twice.
 *
 * <h2>When Redis is away</h2>
 *
 * <p>A connection that has ended, or that does not answer a probe in time, is replaced, after
 * random waits that grow from 50 milliseconds to 5 seconds. All subscriptions are restored, each
 * confirmed by Redis. Then the receiver is notified that it may have missed messages of any
 * address. Meanwhile {@link #subscribe} throws {@link RedisUnavailableException}, but its addresses
 * are subscribed with the rest. {@link #publish} also throws, and its messages are not kept.
 *
 * <h2>Unsubscribing</h2>
 *
 * <p>Messages for an address are dropped as soon as {@link #unsubscribe} returns. The channel is
 * unsubscribed some time later ({@link RedisBusOptions.Builder#linger}), unless the address is
 * subscribed again.
 *
 * <p>Safe for all threads. One thread reads each connection, one calls the receiver and one
 * maintains the connections; {@link #close} ends them all.
 */
public final class RedisBroadcaster implements Broadcaster {
  /** Shared; messages are not kept; calls wait for Redis. */
  private static final Traits TRAITS = new Traits(true, false, false);

  private final RedisBusOptions options;
  private final PubSub pubSub;
  private final Instant madeAt = Instant.now();

  RedisBroadcaster(Servers servers, RedisBusOptions options) {
    this.options = options;
    pubSub = new PubSub(servers, options.namespace(), options.pubSub());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Does not wait for the connection.
   */
  @Override
  public void start(Receiver receiver) {
    pubSub.start(receiver);
  }

  /**
   * {@inheritDoc}
   *
   * @throws RedisUnavailableException if Redis is away, refuses, or does not confirm {@linkplain
   *     RedisBusOptions.Builder#timeout in time}; the addresses are subscribed as soon as possible
   */
  @Override
  public void subscribe(Set<Address> addresses) {
    try {
      pubSub.subscribe(addresses);
    } catch (UnavailableException e) {
      throw RedisUnavailableException.of(e);
    }
  }

  @Override
  public void unsubscribe(Set<Address> addresses) {
    pubSub.unsubscribe(addresses);
  }

  /**
   * {@inheritDoc}
   *
   * <p>One round trip, or one to each shard that carries an address. After a timeout, calls throw
   * at once for a second.
   *
   * @throws RedisUnavailableException if Redis did not take all messages
   */
  @Override
  public void publish(List<Envelope> envelopes) {
    try {
      pubSub.publish(envelopes);
    } catch (UnavailableException e) {
      throw RedisUnavailableException.of(e);
    }
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /**
   * Whether this node receives what other nodes publish. Never waits.
   *
   * @return the current health; of several shards, that of the shard that has been away for longest
   */
  public RedisHealth health() {
    List<ServerHealth> all = pubSub.health();
    Comparator<ServerHealth> bySince = Comparator.comparing(ServerHealth::since);
    return all.stream()
        .filter(health -> !health.up())
        .min(bySince)
        .or(() -> all.stream().max(bySince))
        .map(RedisHealth::of)
        .orElseGet(() -> new RedisHealth(true, madeAt, Optional.empty()));
  }

  @Override
  public Optional<String> outage() {
    RedisHealth health = health();
    return health.reason().map(reason -> "disconnected since " + health.since() + ": " + reason);
  }

  @Override
  public void close() {
    pubSub.close();
  }

  @Override
  public String toString() {
    return "RedisBroadcaster[" + options.namespace() + (pubSub.isClosed() ? ", closed]" : "]");
  }

  /** The number of channels that are still subscribed although they are not wanted. */
  int lingering() {
    return pubSub.lingering();
  }
}
