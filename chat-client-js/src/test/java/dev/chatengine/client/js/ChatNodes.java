package dev.chatengine.client.js;

import dev.chatengine.ChatEngine;
import dev.chatengine.ChatEngineBuilder;
import dev.chatengine.bus.redis.RedisBus;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.WebSocketTransport;
import dev.chatengine.transport.ws.http.HttpHandler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/** Real servers on this machine: one node, or a cluster with one Redis and one store. */
final class ChatNodes implements AutoCloseable {
  private static final File REDIS = unpackRedis();

  private final MemoryMessageStore store = MemoryMessageStore.builder().shared(true).build();
  private final Authenticator users = new TestUsers();
  private final RateLimit rate;
  private final HttpHandler pages;
  private final @Nullable RedisServer redis;
  private final String redisUri;
  private final List<ChatEngine> engines = new ArrayList<>();
  private final List<WebSocketTransport> transports = new ArrayList<>();

  private ChatNodes(int nodes, RateLimit rate, HttpHandler pages) {
    this.rate = rate;
    this.pages = pages;
    int port = nodes == 1 ? 0 : freePort();
    redis = nodes == 1 ? null : startRedis(port);
    redisUri = "redis://127.0.0.1:" + port;
    for (int i = 0; i < nodes; i++) {
      engines.add(engine());
      transports.add(transport(engines.get(i), 0));
    }
  }

  /** Starts nodes that serve pages, without a rate limit. */
  static ChatNodes start(int nodes, HttpHandler pages) {
    return start(nodes, RateLimit.UNLIMITED, pages);
  }

  /** Starts nodes that serve pages, with a rate limit for each connection. */
  static ChatNodes start(int nodes, RateLimit rate, HttpHandler pages) {
    return new ChatNodes(nodes, rate, pages);
  }

  /** Shuts a node down as for an update, and starts it again on the same port. */
  synchronized void restart(int node) {
    int port = transports.get(node).port();
    engines.get(node).close(Duration.ofSeconds(5));
    transports.get(node).stop(Duration.ofSeconds(3));
    engines.set(node, engine());
    transports.set(node, transport(engines.get(node), port));
  }

  private WebSocketTransport transport(ChatEngine engine, int port) {
    return WebSocketTransport.builder(engine)
        .bindAddress("127.0.0.1")
        .port(port)
        .httpHandler(pages)
        // The page of one node connects to all nodes.
        .anyOrigin()
        .start();
  }

  private ChatEngine engine() {
    ChatEngineBuilder engine =
        ChatEngine.builder()
            .messageStore(store.another())
            .authenticator(users)
            .connectionRate(rate);
    return (redis == null ? engine : engine.cluster(RedisBus.connect(redisUri))).build();
  }

  /**
   * A token names the user. It may name for how many milliseconds it is valid after the server has
   * first seen it, so that a token cannot expire on its way. A user without a token is a guest. Any
   * user id is known, except for the longer ids of guests.
   */
  private static final class TestUsers implements Authenticator {
    private static final int MAX_NAME_LENGTH = 30;

    private final Map<String, Instant> ends = new ConcurrentHashMap<>();

    @Override
    public Authentication authenticate(ConnectionRequest request) {
      String token = request.token().orElse(null);
      if (token == null) {
        return Authentication.anonymous();
      }
      List<String> parts = List.of(token.split("\\|"));
      User user = User.of(parts.get(0), parts.get(0));
      if (parts.size() == 1) {
        return Authentication.accepted(user);
      }
      long millis = Long.parseLong(parts.get(1));
      Instant end = ends.computeIfAbsent(token, first -> Instant.now().plusMillis(millis));
      return end.isAfter(Instant.now())
          ? new Authentication.Accepted(user, end)
          : Authentication.refused("The token has expired");
    }

    @Override
    public Optional<User> findUser(String userId) {
      return userId.length() > MAX_NAME_LENGTH
          ? Optional.empty()
          : Optional.of(User.of(userId, userId));
    }
  }

  /**
   * Unpacked before any test starts a program. Linux does not start a file that is open for
   * writing, and a program that starts meanwhile has it open for a moment.
   */
  private static File unpackRedis() {
    try {
      return ExecutableProvider.newJarResourceProvider().get();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unpack Redis", e);
    }
  }

  private static RedisServer startRedis(int port) {
    try {
      RedisServer server =
          RedisServer.newRedisServer()
              .executableProvider(() -> REDIS)
              .port(port)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .build();
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start Redis", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The addresses of the nodes as {@code host:port}. */
  synchronized List<String> addresses() {
    return transports.stream()
        .map(transport -> "127.0.0.1:" + transport.port())
        .collect(Collectors.toList());
  }

  @Override
  public synchronized void close() {
    engines.forEach(engine -> engine.close(Duration.ZERO));
    transports.forEach(transport -> transport.stop(Duration.ZERO));
    if (redis != null) {
      try {
        redis.stop();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot stop Redis", e);
      }
    }
  }
}
