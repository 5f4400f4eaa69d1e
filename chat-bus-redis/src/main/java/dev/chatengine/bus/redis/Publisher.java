package dev.chatengine.bus.redis;

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
 * Publishes, over connections of the client's pool: what goes to one server in one round trip. Once
 * Redis has let somebody wait in vain, nobody waits for it for a while. Safe for all threads.
 */
final class Publisher {
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();
  private static final long NONE = Long.MIN_VALUE;

  private final Servers servers;
  private final ChannelNames names;
  private final Header header;
  private final Runnable slotsDoubtful;

  /** Until when Redis is not asked; {@link #NONE} while it answers. */
  private final AtomicLong silentUntil = new AtomicLong(NONE);

  /**
   * @param slotsDoubtful is run when it is doubtful which server carries a channel: one has named
   *     another, or cannot be reached and may have been replaced
   */
  Publisher(Servers servers, ChannelNames names, Header header, Runnable slotsDoubtful) {
    this.servers = servers;
    this.names = names;
    this.header = header;
    this.slotsDoubtful = slotsDoubtful;
  }

  Servers servers() {
    return servers;
  }

  ChannelNames names() {
    return names;
  }

  /** Redis is known to answer. */
  void answers() {
    silentUntil.set(NONE);
  }

  /** A channel and what is published to it. */
  private static final class Post {
    final String channel;
    final byte[] message;

    Post(String channel, byte[] message) {
      this.channel = channel;
      this.message = message;
    }
  }

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
      throw new RedisUnavailableException("not published: Redis did not answer a moment ago");
    }
    List<Post> posts =
        envelopes.stream()
            .map(
                envelope ->
                    new Post(names.of(envelope.address()), header.before(envelope.payload())))
            .toList();
    try {
      publishMoved(send(posts));
      answers();
    } catch (JedisException e) {
      if (isTimeout(e)) {
        silentUntil.set(System.nanoTime() + PAUSE);
      }
      throw new RedisUnavailableException("not published: " + Subscriptions.reason(e), e);
    }
  }

  /** Publishes to a server over a channel of one's own. */
  void echo(String server, String channel, byte[] message) {
    JedisException failure = send(server, List.of(new Post(channel, message)), new ArrayList<>());
    if (failure != null) {
      throw failure;
    }
  }

  private void publishMoved(List<Post> moved) {
    if (moved.isEmpty()) {
      return;
    }
    servers.refresh();
    if (!send(moved).isEmpty()) {
      throw new JedisException("slots are being moved");
    }
  }

  /** Sends to each server what is for it, to all even if one fails; gives back what has moved. */
  private List<Post> send(List<Post> posts) {
    Map<String, List<Post>> byServer = new LinkedHashMap<>();
    JedisException failure = null;
    for (Post post : posts) {
      String server = servers.serverOf(post.channel);
      if (server == null) {
        failure = new JedisException("no shard carries the channel " + post.channel);
      } else {
        byServer.computeIfAbsent(server, key -> new ArrayList<>()).add(post);
      }
    }
    List<Post> moved = new ArrayList<>();
    for (Map.Entry<String, List<Post>> entry : byServer.entrySet()) {
      JedisException failed = send(entry.getKey(), entry.getValue(), moved);
      failure = failure == null ? failed : failure;
    }
    if (servers.commands().bySlot && (failure != null || !moved.isEmpty())) {
      slotsDoubtful.run();
    }
    if (failure != null) {
      throw failure;
    }
    return moved;
  }

  private @Nullable JedisException send(String server, List<Post> posts, List<Post> moved) {
    List<Object> answers;
    try {
      answers = roundTrip(server, posts);
    } catch (JedisConnectionException e) {
      if (isTimeout(e)) {
        return e;
      }
      // A pooled connection does not know that the server was restarted. What had gone out goes
      // out twice.
      servers.dropIdle(server);
      try {
        answers = roundTrip(server, posts);
      } catch (JedisException again) {
        return again;
      }
    } catch (JedisException e) {
      return e;
    }
    JedisException failure = null;
    for (int i = 0; i < posts.size(); i++) {
      if (answers.get(i) instanceof JedisRedirectionException) {
        moved.add(posts.get(i));
      } else if (answers.get(i) instanceof JedisDataException e) {
        failure = e;
      }
    }
    return failure;
  }

  private List<Object> roundTrip(String server, List<Post> posts) {
    try (Connection connection = servers.connect(server)) {
      for (Post post : posts) {
        connection.sendCommand(
            servers.commands().publish, ChannelNames.bytes(post.channel), post.message);
      }
      return connection.getMany(posts.size());
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
