package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.ChatEngine;
import dev.chatengine.memory.LocalBus;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.User;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.ManualScheduler;
import dev.chatengine.testkit.RecordingConnection;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server tells about itself while its parts are away. */
class OperationsTest {
  private static final Set<String> STORE =
      Stream.of(MessageStore.class.getMethods()).map(Method::getName).collect(Collectors.toSet());

  private final ManualScheduler scheduler = ManualScheduler.create();

  /** The methods of parts that throw. */
  private final Set<String> failing = new HashSet<>();

  private Optional<String> busOutage = Optional.empty();

  private final ChatEngine engine =
      ChatEngine.builder()
          .scheduler(scheduler)
          .maxSessions(1)
          .messageStore(remote(MessageStore.class, MemoryMessageStore.create()))
          .presenceRegistry(
              remote(
                  PresenceRegistry.class,
                  MemoryPresenceRegistry.builder()
                      .shared(true)
                      .nanoClock(scheduler::nanoTime)
                      .build()))
          .broadcaster(remote(Broadcaster.class, LocalBus.create().broadcaster()))
          .build();
  private final Operations operations =
      new Operations(engine, () -> "figures".getBytes(StandardCharsets.UTF_8));

  private <T> T remote(Class<T> type, T part) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("traits")) {
                return new Traits(true, true, false);
              }
              if (method.getName().equals("outage")) {
                return busOutage;
              }
              if (failing.contains(method.getName())) {
                throw new IllegalStateException("out of reach");
              }
              try {
                return method.invoke(part, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private final WebSocketTransport transport =
      WebSocketTransport.builder(engine)
          .port(0)
          .bindAddress("127.0.0.1")
          .httpHandler(new PlainRequests(operations, WebPage.load(), false))
          .start();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void end() {
    transport.stop(Duration.ofSeconds(1));
  }

  private HttpResponse<String> ask(String path) {
    URI uri = URI.create("http://127.0.0.1:" + transport.port() + path);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void assertReady() {
    HttpResponse<String> response = ask("/readyz");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualToIgnoringNewLines("{\"status\":\"ready\"}");
  }

  private void assertReadyWithout(String plugin, Instant since, String reason) {
    HttpResponse<String> response = ask("/readyz");
    assertThat(response.statusCode()).as("no other node would do better").isEqualTo(200);
    assertThat(response.body())
        .isEqualToIgnoringNewLines(
            "{\"status\":\"ready\",\"problems\":[{\"plugin\":\""
                + plugin
                + "\",\"since\":\""
                + since
                + "\",\"reason\":\""
                + reason
                + "\"}]}");
    assertThat(ask("/healthz").statusCode()).as("to restart it would help nobody").isEqualTo(200);
  }

  private Instant now() {
    return Instant.ofEpochMilli(scheduler.currentTimeMillis());
  }

  @Test
  void aServerWhoseStoreIsAwayIsReadyAndTellsSo() {
    assertReady();
    Instant gone = now();
    failing.addAll(STORE);
    engine.post("tea", User.system(), "hello");
    scheduler.runUntilIdle();
    assertReadyWithout("message store", gone, "java.lang.IllegalStateException: out of reach");

    scheduler.advance(Duration.ofMinutes(5));
    assertReadyWithout("message store", gone, "java.lang.IllegalStateException: out of reach");

    failing.clear();
    scheduler.advance(Duration.ofSeconds(11));
    assertReady();
  }

  @Test
  void aServerThatHearsNothingFromOthersIsReadyAndTellsSo() {
    Instant gone = now();
    busOutage = Optional.of("nothing is heard");
    assertReadyWithout("broadcaster", gone, "nothing is heard");
    scheduler.advance(Duration.ofMinutes(1));
    assertReadyWithout("broadcaster", gone, "nothing is heard");

    busOutage = Optional.empty();
    assertReady();
    scheduler.advance(Duration.ofMinutes(1));
    Instant again = now();
    busOutage = Optional.of("nothing is heard again");
    assertReadyWithout("broadcaster", again, "nothing is heard again");
  }

  @Test
  void aServerWhoseRegistryIsAwayIsReadyAndTellsSo() {
    failing.add("renew");
    scheduler.advance(Duration.ofSeconds(5));
    assertThat(ask("/readyz").statusCode()).isEqualTo(200);
    assertThat(ask("/readyz").body()).contains("\"plugin\":\"presence registry\"");

    failing.clear();
    scheduler.advance(Duration.ofSeconds(6));
    assertReady();
  }

  @Test
  void aServerThatIsFullIsAliveAndNotReady() {
    RecordingConnection.connect(
        engine, ConnectionRequest.builder("127.0.0.1").build(), scheduler::execute);

    assertThat(ask("/readyz").statusCode()).isEqualTo(503);
    assertThat(ask("/readyz").body())
        .isEqualToIgnoringNewLines(
            "{\"status\":\"not ready\",\"reason\":\"the server has too many connections\"}");
    assertThat(ask("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void aServerThatClosesIsAliveAndNotReady() {
    operations.close();

    assertThat(ask("/readyz").statusCode()).isEqualTo(503);
    assertThat(ask("/readyz").body()).isEqualToIgnoringNewLines("{\"status\":\"closing\"}");
    assertThat(ask("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void metricsAreWhatTheRegistryTells() {
    assertThat(ask("/healthz/").statusCode()).isEqualTo(404);
    assertThat(ask("/metrics").body()).isEqualTo("figures");
  }
}
