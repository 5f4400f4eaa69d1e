package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.model.Address;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Subscribes on one server, over one connection at a time: sends the commands of its {@link
 * ServerSubscriptions}, and reports the server's answers to them. A {@link ConnectionMaintainer}
 * opens the connections. Safe for all threads.
 */
final class ShardConnection implements PubSubConnection.Events {
  private static final Logger LOG = LoggerFactory.getLogger(ShardConnection.class);

  final String server;
  final ServerSubscriptions subscriptions;
  final Echo echo = new Echo();
  private final SubscriptionTable table;
  private final boolean bySlot;
  private final PubSubListener listener;
  private final Runnable slotsMoved;
  private volatile String echoChannel;
  private volatile @Nullable PubSubConnection current;

  /**
   * Not connected yet.
   *
   * @param echoChannel a channel of the server, on which this node receives its echoes
   * @param bySlot whether channels are carried by slots, which may move
   * @param slotsMoved runs when a slot has moved, or the server is lost and may be replaced
   */
  ShardConnection(
      String server,
      String echoChannel,
      SubscriptionTable table,
      boolean bySlot,
      PubSubListener listener,
      Runnable slotsMoved) {
    this.server = server;
    this.echoChannel = echoChannel;
    this.table = table;
    this.bySlot = bySlot;
    this.listener = listener;
    this.slotsMoved = slotsMoved;
    subscriptions = new ServerSubscriptions(table, server, echoChannel);
  }

  String echoChannel() {
    return echoChannel;
  }

  /** Receives echoes on another channel, as the server no longer carries the former one. */
  void echoChannel(String channel) {
    echoChannel = channel;
    subscriptions.replaceEcho(channel);
  }

  /** The current connection; null while there is none. */
  @Nullable PubSubConnection current() {
    return current;
  }

  /** Adopts a new connection, unless this is closed. Returns whether it did. */
  boolean take(PubSubConnection made) {
    current = made;
    boolean taken = subscriptions.connected(made);
    if (!taken) {
      current = null;
    }
    return taken;
  }

  // ---- sending

  /** Sends all due commands, unless another thread does, or the connection is not restored. */
  void sendUnsent() {
    send(false);
  }

  /** Sends as much as Redis takes at once, so that the maintenance thread does not wait. */
  void sendSomeUnsent() {
    send(true);
  }

  private void send(boolean some) {
    while (true) {
      PubSubConnection to = current;
      if (to == null || (some && to.oldestUnanswered() != null)) {
        return;
      }
      ServerSubscriptions.Batch batch = subscriptions.nextBatch(to);
      if (batch == null) {
        return;
      }
      try {
        to.send(batch);
      } catch (RuntimeException e) {
        // The reading thread notices the end, too, but callers must know at once.
        to.cut("cannot write to it: " + UnavailableException.reason(e));
        lost(to, e);
      } finally {
        subscriptions.written(to);
      }
    }
  }

  // ---- events, on the thread that reads

  @Override
  public void received(String channel, byte[] message) {
    if (channel.equals(echoChannel)) {
      echo.received(message);
      return;
    }
    Subscription subscription = table.find(channel);
    // A channel that only lingers has no receiver.
    if (subscription != null && subscription.wanted && subscription.address != null) {
      listener.received(subscription.address, message);
    }
  }

  @Override
  public void answered(PubSubConnection from, PubSubConnection.Command command) {
    Set<Address> missed = subscriptions.replied(from, command.subscriptions);
    signalIfUnsent();
    if (!missed.isEmpty()) {
      listener.missed(missed);
    }
  }

  /** An answer may make room for the next command. */
  private void signalIfUnsent() {
    if (subscriptions.hasUnsent()) {
      listener.signal();
    }
  }

  @Override
  public void refused(
      PubSubConnection from, PubSubConnection.Command command, JedisDataException reason) {
    boolean moved = reason instanceof JedisRedirectionException;
    subscriptions.refused(
        from, command.subscriptions, moved ? null : UnavailableException.reason(reason));
    signalIfUnsent();
    if (moved) {
      slotsMoved.run();
    }
  }

  @Override
  public void unsubscribed(PubSubConnection from, String channel) {
    subscriptions.slotMoved(from, channel);
    slotsMoved.run();
  }

  @Override
  public void ended(PubSubConnection from, Throwable cause) {
    lost(from, cause);
  }

  /** A connection has ended, or cannot be used. */
  void lost(PubSubConnection lost, Throwable cause) {
    String why = UnavailableException.reason(cause);
    ServerHealth before = subscriptions.connectionLost(lost, why);
    if (before == null) {
      return;
    }
    current = null;
    if (before.up()) {
      if (!subscriptions.isEnded()) {
        LOG.warn("Lost connection to Redis at {}: {}", server, why);
      }
      if (bySlot) {
        slotsMoved.run();
      }
    }
    listener.signal();
  }

  /** Ends the connection for good, and waits for the thread that reads it. */
  void close(String because) {
    subscriptions.remove(because);
    PubSubConnection ending = current;
    if (ending != null) {
      ending.cut(because);
      Threads.join(ending.thread());
    }
  }
}
