package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.Servers;
import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Broadcaster.Envelope;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Publishes over connections of the client's pool, in one round trip to each server. After a
 * timeout, calls fail at once for a while. Safe for all threads.
 */
final class Publisher {
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long NONE = Long.MIN_VALUE;

  private final Servers servers;
  private final ChannelNames names;
  private final Header header;
  private final Runnable slotsMayHaveMoved;

  /** The end of the time in which calls fail at once; {@link #NONE} while Redis answers. */
  private final AtomicLong silentUntil = new AtomicLong(NONE);

  /**
   * Puts the sender's header in front of each message.
   *
   * @param slotsMayHaveMoved runs when a server may have lost channels: it named another server, or
   *     cannot be reached and may have been replaced
   */
  Publisher(Servers servers, ChannelNames names, Header header, Runnable slotsMayHaveMoved) {
    this.servers = servers;
    this.names = names;
    this.header = header;
    this.slotsMayHaveMoved = slotsMayHaveMoved;
  }

  Servers servers() {
    return servers;
  }

  ChannelNames names() {
    return names;
  }

  /** Redis has answered. */
  void redisAnswered() {
    silentUntil.set(NONE);
  }

  private static final class ChannelMessage {
    final String channel;
    final byte[] message;

    ChannelMessage(String channel, byte[] message) {
      this.channel = channel;
      this.message = message;
    }
  }

  /**
   * Publishes to addresses.
   *
   * @throws UnavailableException if Redis did not take all messages
   */
  void publish(List<Envelope> envelopes) {
    for (Envelope envelope : envelopes) {
      int size = envelope.payload().remaining();
      if (size > Broadcaster.MAX_PAYLOAD) {
        throw new IllegalArgumentException(
            "payload has " + size + " bytes, not 0 to " + Broadcaster.MAX_PAYLOAD);
      }
    }
    long until = silentUntil.get();
    if (until != NONE && System.nanoTime() - until < 0) {
      throw new UnavailableException("not published: Redis did not answer a moment ago");
    }
    List<ChannelMessage> messages =
        envelopes.stream()
            .map(
                envelope ->
                    new ChannelMessage(
                        names.of(envelope.address()), header.before(envelope.payload())))
            .toList();
    try {
      publishMoved(send(messages));
      redisAnswered();
    } catch (JedisException e) {
      if (isTimeout(e)) {
        silentUntil.set(System.nanoTime() + PAUSE);
      }
      throw new UnavailableException("not published: " + UnavailableException.reason(e), e);
    }
  }

  /** Publishes an echo: a message to this node itself, on a channel that the server carries. */
  void echo(String server, String channel, byte[] message) {
    JedisException failure =
        send(server, List.of(new ChannelMessage(channel, message)), new ArrayList<>());
    if (failure != null) {
      throw failure;
    }
  }

  private void publishMoved(List<ChannelMessage> moved) {
    if (moved.isEmpty()) {
      return;
    }
    servers.refresh();
    if (!send(moved).isEmpty()) {
      throw new JedisException("slots are being moved");
    }
  }

  /** Sends to all servers, even if one fails. Returns the messages whose slot has moved. */
  private List<ChannelMessage> send(List<ChannelMessage> messages) {
    Map<String, List<ChannelMessage>> byServer = new LinkedHashMap<>();
    JedisException failure = null;
    for (ChannelMessage message : messages) {
      String server = servers.serverOf(message.channel);
      if (server == null) {
        failure = new JedisException("no shard carries the channel " + message.channel);
      } else {
        byServer.computeIfAbsent(server, key -> new ArrayList<>()).add(message);
      }
    }
    List<ChannelMessage> moved = new ArrayList<>();
    for (Map.Entry<String, List<ChannelMessage>> entry : byServer.entrySet()) {
      JedisException failed = send(entry.getKey(), entry.getValue(), moved);
      failure = failure == null ? failed : failure;
    }
    if (servers.commands().bySlot && (failure != null || !moved.isEmpty())) {
      slotsMayHaveMoved.run();
    }
    if (failure != null) {
      throw failure;
    }
    return moved;
  }

  private @Nullable JedisException send(
      String server, List<ChannelMessage> messages, List<ChannelMessage> moved) {
    List<Object> answers;
    try {
      answers = roundTrip(server, messages);
    } catch (JedisConnectionException e) {
      if (isTimeout(e)) {
        return e;
      }
      // A pooled connection may be from before a restart of the server. Messages that were sent
      // already are sent twice.
      servers.dropIdle(server);
      try {
        answers = roundTrip(server, messages);
      } catch (JedisException again) {
        return again;
      }
    } catch (JedisException e) {
      return e;
    }
    JedisException failure = null;
    for (int i = 0; i < messages.size(); i++) {
      if (answers.get(i) instanceof JedisRedirectionException) {
        moved.add(messages.get(i));
      } else if (answers.get(i) instanceof JedisDataException e) {
        failure = e;
      }
    }
    return failure;
  }

  private List<Object> roundTrip(String server, List<ChannelMessage> messages) {
    try (Connection connection = servers.connect(server)) {
      for (ChannelMessage message : messages) {
        connection.sendCommand(
            servers.commands().publish, ChannelNames.bytes(message.channel), message.message);
      }
      return connection.getMany(messages.size());
    }
  }

  private static boolean isTimeout(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }
}
