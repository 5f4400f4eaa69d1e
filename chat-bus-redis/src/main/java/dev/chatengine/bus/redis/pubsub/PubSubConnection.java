package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.RedisClients;
import dev.chatengine.bus.redis.client.Servers;
import dev.chatengine.bus.redis.client.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A subscribing connection, and the thread that reads it. Redis answers commands in order, so each
 * answer belongs to the oldest unanswered command; an answer that does not fit that command was
 * sent by Redis on its own account.
 *
 * <p>The client's {@code JedisPubSub} is not used: it ends when nothing is subscribed, waits
 * without a limit, and treats an error (a slot has moved) as the end of the connection.
 */
final class PubSubConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PubSubConnection.class);

  /** The commands. */
  enum Kind {
    SUBSCRIBE,
    UNSUBSCRIBE,
    PING
  }

  /** A command under way. It is answered once for each channel, or by one error. */
  static final class Command {
    final Kind kind;
    final List<Subscription> subscriptions;
    final long sentAt = System.nanoTime();
    private int answered;

    Command(Kind kind, List<Subscription> subscriptions) {
      this.kind = kind;
      this.subscriptions = subscriptions;
    }
  }

  /** Receives the events of a connection, on the thread that reads; must not wait. */
  interface Events {
    void received(String channel, byte[] message);

    /** Redis has fully answered a command. */
    void answered(PubSubConnection from, Command command);

    /** Redis has refused a command. The reason names no credentials. */
    void refused(PubSubConnection from, Command command, JedisDataException reason);

    /** The server has ended a subscription on its own: the slot has moved. */
    void unsubscribed(PubSubConnection from, String channel);

    /** The connection has ended. Called once, last. */
    void ended(PubSubConnection from, Throwable cause);
  }

  private final Connection connection;
  private final Servers.Commands commands;
  private final Events events;
  private final Thread thread;

  /** Held during a write, which blocks as long as the server does not read. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Guarded by itself; in the order of the writes. */
  private final Queue<Command> unanswered = new ArrayDeque<>();

  private volatile @Nullable String cutBecause;

  /** Set before the socket is closed: nothing may be written any more. */
  private volatile boolean ended;

  /**
   * Takes a connection over.
   *
   * @param connection closed, as broken, when this ends
   * @param silence without anything to read for this time the connection ends, unless it was cut
   *     before
   */
  PubSubConnection(
      Connection connection, Servers.Commands commands, Events events, Duration silence) {
    this.connection = connection;
    this.commands = commands;
    this.events = events;
    thread = new Thread(this::read, "chat-redis-read-" + connection.getHostAndPort());
    thread.setDaemon(true);
    connection.setSoTimeout(RedisClients.millis(silence));
  }

  Thread thread() {
    return thread;
  }

  void start() {
    thread.start();
  }

  // ---- writing

  /** Sends a batch, as one command for each slot. May wait until {@link #cut}. */
  void send(ServerSubscriptions.Batch batch) {
    Kind kind = batch.subscribe() ? Kind.SUBSCRIBE : Kind.UNSUBSCRIBE;
    Protocol.Command command = batch.subscribe() ? commands.subscribe : commands.unsubscribe;
    writing.lock();
    try {
      checkNotEnded();
      for (List<Subscription> group : groups(batch.subscriptions())) {
        expect(new Command(kind, group));
        connection.sendCommand(
            command,
            group.stream()
                .map(subscription -> ChannelNames.bytes(subscription.channel))
                .toArray(byte[][]::new));
      }
      flush();
    } finally {
      closeIfReopened();
      writing.unlock();
    }
  }

  /** A command may name channels of one slot only, if there are slots. */
  private Collection<List<Subscription>> groups(List<Subscription> subscriptions) {
    if (!commands.bySlot) {
      return List.of(subscriptions);
    }
    Map<Integer, List<Subscription>> bySlot = new LinkedHashMap<>();
    for (Subscription subscription : subscriptions) {
      int slot = JedisClusterCRC16.getSlot(ChannelNames.bytes(subscription.channel));
      bySlot.computeIfAbsent(slot, key -> new ArrayList<>()).add(subscription);
    }
    return bySlot.values();
  }

  /** Sends a PING, unless Redis owes an answer anyway. */
  void ping() {
    if (oldestUnanswered() == null && writing.tryLock()) {
      try {
        checkNotEnded();
        expect(new Command(Kind.PING, List.of()));
        connection.sendCommand(Protocol.Command.PING);
        flush();
      } finally {
        closeIfReopened();
        writing.unlock();
      }
    }
  }

  /**
   * Refuses to write to an ended connection. The client would open it again and regard it as sound.
   * The pool would then hand it to others, and a later cut would hit them.
   */
  private void checkNotEnded() {
    if (ended) {
      throw new UnavailableException(
          Objects.requireNonNullElse(cutBecause, "the connection has ended"));
    }
  }

  /** The connection may have ended, and been opened again, since the check. */
  private void closeIfReopened() {
    if (ended) {
      disconnect();
    }
  }

  private void expect(Command command) {
    synchronized (unanswered) {
      unanswered.add(command);
    }
  }

  private void flush() {
    // Reading zero answers is the public way to flush.
    connection.getMany(0);
  }

  /** The oldest unanswered command; null if there is none. */
  @Nullable Command oldestUnanswered() {
    synchronized (unanswered) {
      return unanswered.peek();
    }
  }

  // ---- reading

  private void read() {
    Throwable cause;
    try {
      while (true) {
        readOne();
      }
    } catch (RuntimeException | Error e) {
      cause = e;
    }
    ended = true;
    // Also ends a write that blocks and holds the lock.
    disconnect();
    writing.lock();
    try {
      discard(connection);
    } finally {
      writing.unlock();
    }
    String because = cutBecause;
    events.ended(this, because == null ? cause : new UnavailableException(because));
  }

  private void readOne() {
    Object reply;
    try {
      reply = connection.getUnflushedObject();
    } catch (JedisDataException e) {
      refused(e);
      return;
    }
    if (reply instanceof List<?> parts && !parts.isEmpty() && parts.get(0) instanceof byte[] kind) {
      read(ChannelNames.text(kind), parts);
    } else if (reply instanceof byte[]) {
      // The answer to a ping under RESP3, which treats a subscribing connection like any other.
      answered(Kind.PING, null);
    }
  }

  private void read(String kind, List<?> parts) {
    switch (kind) {
      case "message", "smessage" -> {
        if (parts.get(1) instanceof byte[] channel && parts.get(2) instanceof byte[] message) {
          events.received(ChannelNames.text(channel), message);
        }
      }
      case "subscribe", "ssubscribe" -> answered(Kind.SUBSCRIBE, channel(parts));
      case "unsubscribe", "sunsubscribe" -> answered(Kind.UNSUBSCRIBE, channel(parts));
      case "pong" -> answered(Kind.PING, null);
      default -> LOG.debug("Redis has sent a {}, which is not known here", kind);
    }
  }

  private static @Nullable String channel(List<?> parts) {
    return parts.get(1) instanceof byte[] channel ? ChannelNames.text(channel) : null;
  }

  private void answered(Kind kind, @Nullable String channel) {
    boolean matched;
    Command done = null;
    synchronized (unanswered) {
      Command oldest = unanswered.peek();
      matched =
          oldest != null
              && oldest.kind == kind
              && (channel == null
                  || oldest.subscriptions.get(oldest.answered).channel.equals(channel));
      if (oldest != null && matched) {
        oldest.answered++;
        if (oldest.answered >= oldest.subscriptions.size()) {
          unanswered.remove();
          done = oldest;
        }
      }
    }
    if (done != null) {
      events.answered(this, done);
    } else if (!matched && kind == Kind.UNSUBSCRIBE && channel != null) {
      events.unsubscribed(this, channel);
    }
  }

  private void refused(JedisDataException reason) {
    Command refused;
    synchronized (unanswered) {
      refused = unanswered.poll();
    }
    if (refused != null) {
      events.refused(this, refused, reason);
    }
  }

  // ---- the end

  /**
   * Ends the connection, even while other threads read or write. The reading thread then reports
   * the end.
   */
  void cut(String because) {
    if (cutBecause == null) {
      cutBecause = because;
    }
    ended = true;
    disconnect();
  }

  private void disconnect() {
    try {
      connection.forceDisconnect();
    } catch (IOException e) {
      LOG.debug("cannot cut a connection", e);
    }
  }

  /** Closes a subscribing or failed connection: the pool must not reuse it. */
  static void discard(Connection connection) {
    try {
      connection.forceDisconnect();
      connection.close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("cannot close a connection", e);
    }
  }
}
