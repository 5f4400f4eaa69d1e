package dev.chatengine.examples.server;

import dev.chatengine.ChatEngine;
import dev.chatengine.ChatEngineBuilder;
import dev.chatengine.spi.Cluster;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.transport.ws.WebSocketTransport;
import dev.chatengine.transport.ws.WebSocketTransportBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** An engine with the chosen store, and a transport that serves the page, too. */
final class ChatServer implements AutoCloseable {
  private static final String ANY_ORIGIN = "*";
  private static final Duration ENGINE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TRANSPORT_TIMEOUT = Duration.ofSeconds(3);

  private final ChatEngine engine;
  private final WebSocketTransport transport;
  private final ServerMetrics metrics;
  private final Operations operations;
  private final @Nullable String host;
  private final boolean tls;
  private final CountDownLatch closed = new CountDownLatch(1);

  private ChatServer(ChatEngine engine, ServerMetrics metrics, ServerOptions options) {
    this.engine = engine;
    this.metrics = metrics;
    operations = new Operations(engine, metrics::scrape);
    transport = transport(engine, operations, options).start();
    host = options.host();
    tls = options.tls() != null;
  }

  /**
   * Starts a server.
   *
   * @param store keeps the messages; the server closes it, even if it cannot start
   * @param cluster makes this node one of several, closed likewise; null if it is alone
   * @throws IllegalArgumentException if an option is out of bounds
   * @throws java.io.UncheckedIOException if it cannot listen; the message names address and port
   */
  static ChatServer start(ServerOptions options, MessageStore store, @Nullable Cluster cluster) {
    ChatEngine engine;
    try {
      ChatEngineBuilder builder =
          ChatEngine.builder()
              .messageStore(store)
              .connectionRate(options.rateLimit())
              .historyOnJoin(options.history())
              .maxSessions(options.maxConnections());
      engine = (cluster == null ? builder : builder.cluster(cluster)).build();
    } catch (RuntimeException e) {
      store.close();
      if (cluster != null) {
        cluster.close();
      }
      throw e;
    }
    ServerMetrics metrics = new ServerMetrics(engine);
    try {
      return new ChatServer(engine, metrics, options);
    } catch (RuntimeException e) {
      metrics.close();
      engine.close();
      throw e;
    }
  }

  private static WebSocketTransportBuilder transport(
      ChatEngine engine, Operations operations, ServerOptions options) {
    WebSocketTransportBuilder transport =
        WebSocketTransport.builder(engine)
            .port(options.port())
            .maxConnections(options.maxConnections())
            .maxConnectionsPerAddress(options.maxConnectionsPerAddress())
            .trustedProxies(options.trustedProxies().toArray(String[]::new))
            .httpHandler(new PlainRequests(operations, WebPage.load(), options.tls() != null));
    if (options.host() != null) {
      transport.bindAddress(options.host());
    }
    if (options.loops() != null) {
      transport.loops(options.loops());
    }
    if (options.tls() != null) {
      transport.tls(options.tls());
    }
    List<String> origins = options.allowedOrigins();
    if (origins != null && origins.contains(ANY_ORIGIN)) {
      transport.anyOrigin();
    } else if (origins != null) {
      transport.allowedOrigins(origins.toArray(String[]::new));
    }
    return transport;
  }

  /** The page's address for a browser on this machine. */
  String url() {
    String name = host == null ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return (tls ? "https://" : "http://") + name + ":" + transport.port() + "/";
  }

  /** Waits until the server is closed. */
  void awaitClose() throws InterruptedException {
    closed.await();
  }

  /** Finishes work under way, asks the clients to reconnect, and frees the port. */
  @Override
  public void close() {
    operations.close();
    try {
      engine.close(ENGINE_TIMEOUT);
      transport.stop(TRANSPORT_TIMEOUT);
    } finally {
      metrics.close();
      closed.countDown();
    }
  }
}
