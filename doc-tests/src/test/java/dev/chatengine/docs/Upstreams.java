package dev.chatengine.docs;

import dev.chatengine.ChatEngine;
import dev.chatengine.examples.store.JdbcMessageStore;
import dev.chatengine.memory.LocalBus;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.WebSocketTransport;
import dev.chatengine.transport.ws.WebSocketTransportBuilder;
import dev.chatengine.transport.ws.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Two nodes that are one chat, each with a port of its own, for a proxy to stand before. */
final class Upstreams implements AutoCloseable {
  /** What the authenticator was asked, in the order in which it was. */
  final List<ConnectionRequest> requests = new CopyOnWriteArrayList<>();

  private final Path file;
  private final UnaryOperator<WebSocketTransportBuilder> options;
  private final LocalBus bus = LocalBus.create();
  private final MemoryPresenceRegistry registry =
      MemoryPresenceRegistry.builder().shared(true).build();
  private final List<ChatEngine> engines = new ArrayList<>();
  private final List<WebSocketTransport> transports = new ArrayList<>();

  Upstreams(Path folder, UnaryOperator<WebSocketTransportBuilder> options) {
    this.file = folder.resolve("messages");
    this.options = options;
    for (int i = 0; i < 2; i++) {
      engines.add(engine());
      transports.add(transport(engines.get(i), 0));
    }
  }

  private ChatEngine engine() {
    return ChatEngine.builder()
        .messageStore(JdbcMessageStore.open(file))
        .broadcaster(bus.broadcaster())
        .presenceRegistry(registry.another())
        .connectionRate(RateLimit.UNLIMITED)
        .authenticator(
            request -> {
              requests.add(request);
              return Authentication.anonymous();
            })
        .build();
  }

  private WebSocketTransport transport(ChatEngine engine, int port) {
    WebSocketTransportBuilder builder =
        WebSocketTransport.builder(engine)
            .bindAddress("127.0.0.1")
            .port(port)
            .httpHandler(
                request ->
                    request.path().equals("/readyz")
                        ? HttpResponse.text(engine.health().refusal().isEmpty() ? 200 : 503, "")
                        : HttpResponse.notFound());
    return options.apply(builder).start();
  }

  int port(int node) {
    return transports.get(node).port();
  }

  int connections(int node) {
    return transports.get(node).connections();
  }

  /** Stops a node in good order, as for an update. */
  void stop(int node) {
    engines.get(node).close(Duration.ofSeconds(5));
    transports.get(node).stop(Duration.ofSeconds(3));
  }

  /** Starts it again where it was. */
  void start(int node) {
    int port = transports.get(node).port();
    engines.set(node, engine());
    transports.set(node, transport(engines.get(node), port));
  }

  void post(int node, String room, String content) {
    engines.get(node).post(room, User.system(), content).toCompletableFuture().join();
  }

  @Override
  public void close() {
    engines.forEach(engine -> engine.close(Duration.ZERO));
    transports.forEach(transport -> transport.stop(Duration.ZERO));
  }
}
