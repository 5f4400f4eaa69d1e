package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.Servers;
import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.model.Address;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;

/**
 * Keeps one {@link ShardConnection} connected: opens its connections, restores its subscriptions,
 * and probes it. For the maintenance thread alone.
 *
 * <p>There are two probes: a command that Redis must answer in time, and an echo, a published
 * number that must arrive here, which shows that messages of others arrive, too.
 */
final class ConnectionMaintainer {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionMaintainer.class);
  private static final Duration MIN_RETRY = Duration.ofMillis(50);
  private static final Duration MAX_RETRY = Duration.ofSeconds(5);

  private final ShardConnection shard;
  private final Publisher publisher;
  private final Servers servers;
  private final PubSubSettings settings;
  private final PubSubListener listener;
  private final Runnable slotsMoved;
  private final Backoff backoff = new Backoff(MIN_RETRY, MAX_RETRY);
  private long retryAt = System.nanoTime();
  private long probeAt;

  /**
   * Maintains a connection that is not open yet.
   *
   * @param slotsMoved runs when the server cannot be reached and may have been replaced
   */
  ConnectionMaintainer(
      ShardConnection shard,
      Publisher publisher,
      PubSubSettings settings,
      PubSubListener listener,
      Runnable slotsMoved) {
    this.shard = shard;
    this.publisher = publisher;
    this.servers = publisher.servers();
    this.settings = settings;
    this.listener = listener;
    this.slotsMoved = slotsMoved;
  }

  /**
   * Connects and probes when due, and cuts a connection that does not answer. Takes no longer than
   * the client's timeouts.
   *
   * @return when to call again, by {@code nanoTime}
   */
  long maintain(long now) {
    PubSubConnection current = shard.current();
    if (current == null) {
      return now - retryAt < 0 ? retryAt : reconnect();
    }
    Echo echo = shard.echo;
    Duration deadline = settings.probeDeadline();
    PubSubConnection.Command waiting = current.oldestUnanswered();
    if (waiting != null && now - waiting.sentAt >= deadline.toNanos()) {
      current.cut("it has not answered within " + deadline);
      return now + MIN_RETRY.toNanos();
    }
    if (echo.isAwaited() && now - echo.due(deadline) >= 0) {
      current.cut("what was published has not arrived within " + deadline);
      return now + MIN_RETRY.toNanos();
    }
    if (echo.hasReturned()) {
      backoff.reset();
    }
    if (now - probeAt >= 0) {
      probeAt = now + settings.probeInterval().toNanos();
      probe(current);
      waiting = current.oldestUnanswered();
    }
    long next = probeAt;
    if (waiting != null) {
      next = Math.min(next, waiting.sentAt + deadline.toNanos());
    }
    return echo.isAwaited() ? Math.min(next, echo.due(deadline)) : next;
  }

  private void probe(PubSubConnection current) {
    shard.subscriptions.retryRefused();
    shard.sendSomeUnsent();
    try {
      current.ping();
    } catch (RuntimeException e) {
      current.cut("cannot write to it: " + UnavailableException.reason(e));
      return;
    }
    if (!shard.echo.isAwaited()) {
      try {
        publisher.echo(shard.server, shard.echoChannel(), shard.echo.next());
        shard.echo.published(System.nanoTime());
      } catch (RuntimeException e) {
        // An echo that was not published says nothing about the subscribing connection.
        LOG.debug("cannot publish a probe to {}", shard.server, e);
      }
    }
  }

  private long reconnect() {
    Throwable failure = connect();
    long now = System.nanoTime();
    // Also paces reconnects if each connection is lost before its first probe.
    retryAt = now + backoff.next();
    if (failure == null) {
      probeAt = now + settings.probeInterval().toNanos();
      shard.echo.forget();
      return probeAt;
    }
    LOG.debug("cannot connect to Redis at {}", shard.server, failure);
    if (servers.commands().bySlot) {
      slotsMoved.run();
    }
    return retryAt;
  }

  /** Opens a connection and restores all subscriptions. Returns the failure; null if none. */
  private @Nullable Throwable connect() {
    Connection connection = null;
    PubSubConnection made = null;
    try {
      connection = servers.connect(shard.server);
      Duration silence = settings.probeInterval().plus(settings.probeDeadline()).multipliedBy(3);
      made = new PubSubConnection(connection, servers.commands(), shard, silence);
      if (!shard.take(made)) {
        PubSubConnection.discard(connection);
        return null;
      }
      made.start();
      restore(made);
      return null;
    } catch (RuntimeException | Error e) {
      if (made != null) {
        made.cut(UnavailableException.reason(e));
        shard.lost(made, e);
      } else if (connection != null) {
        PubSubConnection.discard(connection);
      }
      failed(e);
      return e;
    }
  }

  private void failed(Throwable cause) {
    String why = UnavailableException.reason(cause);
    ServerHealth before = shard.subscriptions.connectFailed(why);
    if (!before.mayHaveMissed() && !shard.subscriptions.isEnded()) {
      LOG.warn("Cannot connect to Redis at {}: {}", shard.server, why);
    }
  }

  /** Subscribes batch by batch; each is confirmed before the next is sent. */
  private void restore(PubSubConnection made) {
    ServerSubscriptions subscriptions = shard.subscriptions;
    ServerHealth before = subscriptions.health();
    for (ServerSubscriptions.Batch batch = subscriptions.nextToRestore(made);
        batch != null;
        batch = subscriptions.nextToRestore(made)) {
      made.send(batch);
      subscriptions.awaitReplies(made, batch, settings.probeDeadline());
    }
    publisher.redisAnswered();
    if (before.mayHaveMissed()) {
      LOG.info(
          "Connected to Redis at {} again after {} tries", shard.server, before.failedTries() + 1);
      notifyMissed();
    }
  }

  private void notifyMissed() {
    if (!servers.commands().bySlot) {
      listener.missed(Set.of());
      return;
    }
    Set<Address> missed = shard.subscriptions.addresses();
    if (!missed.isEmpty()) {
      listener.missed(missed);
    }
  }
}
