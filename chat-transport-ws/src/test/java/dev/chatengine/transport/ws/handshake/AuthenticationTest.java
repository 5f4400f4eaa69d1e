package dev.chatengine.transport.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.ChatEngine;
import dev.chatengine.ChatEngineBuilder;
import dev.chatengine.memory.MemoryRateLimiter;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine that knows its users, behind the transport: who brings what gets which answer. */
@PlainAndTls
class AuthenticationTest extends TransportTest {
  private @Nullable ChatEngine engine;

  @AfterEach
  void closeEngine() {
    if (engine != null) {
      engine.close(Duration.ZERO);
    }
  }

  private WebSocketTransport serveWith(UnaryOperator<ChatEngineBuilder> options) {
    ChatEngine serving = options.apply(ChatEngine.builder()).build();
    engine = serving;
    return start(Connector.to(serving), builder -> builder.loops(1).subprotocols("chat"));
  }

  private WebSocketTransport serve(Authenticator authenticator) {
    return serveWith(builder -> builder.authenticator(authenticator));
  }

  private ChatEngine engine() {
    return Objects.requireNonNull(engine);
  }

  /** Takes a token from wherever a client can bring one; it is the user's id. */
  private static Authentication byToken(ConnectionRequest request) {
    String token =
        request
            .header("authorization")
            .filter(value -> value.startsWith("Bearer "))
            .map(value -> value.substring(7))
            .or(() -> request.cookie("token"))
            .or(() -> request.queryParameter("token"))
            .or(
                () ->
                    request.subprotocols().stream()
                        .filter(name -> name.startsWith("token."))
                        .map(name -> name.substring(6))
                        .findFirst())
            .orElse("");
    return switch (token) {
      case "" -> Authentication.refused("No token");
      case "banned" -> Authentication.forbidden("You are banned");
      case "stranger" -> Authentication.refused("No such token");
      default -> Authentication.accepted(User.of(token, token));
    };
  }

  private static String answer(RawClient client, String target, String... headers) {
    client.send(RawClient.upgradeRequest(target, headers));
    return client.readToEnd();
  }

  private static void assertIsAnn(RawClient client) {
    assertThat(client.readText()).contains("\"type\":\"connection\"", "\"clientId\":\"ann\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/, Authorization: Bearer ann",
    "/, Cookie: theme=dark; token=ann",
    "/?token=ann, X-Nothing: here",
    "/, 'Sec-WebSocket-Protocol: chat, token.ann'"
  })
  void aTokenIsFoundWhereverItIsBrought(String target, String header) {
    RawClient client = open(serve(AuthenticationTest::byToken));

    String head = client.upgrade(target, header);

    assertIsAnn(client);
    assertThat(head).doesNotContain("ann");
    if (header.startsWith("Sec-")) {
      assertThat(head).contains("Sec-WebSocket-Protocol: chat\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, Authorization: Bearer stranger",
    "/, Cookie: theme=dark; token=stranger",
    "/?token=stranger, X-Nothing: here",
    "/, 'Sec-WebSocket-Protocol: chat, token.stranger'"
  })
  void whoIsNotKnownIsAnsweredWith401(String target, String header) {
    WebSocketTransport transport = serve(AuthenticationTest::byToken);

    assertThat(answer(open(transport), target, header))
        .startsWith("HTTP/1.1 401 Unauthorized\r\n")
        .contains("WWW-Authenticate: Bearer\r\n", "Connection: close\r\n")
        .endsWith("\r\n\r\nNo such token\n");
    assertThat(transport.connections()).isZero();
    assertThat(engine().stats().connections()).isZero();
  }

  @Test
  void whoMayNotComeInIsAnsweredWith403() {
    assertThat(answer(open(serve(AuthenticationTest::byToken)), "/?token=banned"))
        .startsWith("HTTP/1.1 403 Forbidden\r\n")
        .doesNotContain("WWW-Authenticate")
        .contains("Connection: close\r\n")
        .endsWith("\r\n\r\nYou are banned\n");
  }

  @Test
  void whoConnectsTooOftenIsAnsweredWith429() {
    WebSocketTransport transport =
        serveWith(
            builder ->
                builder.rateLimiter(
                    MemoryRateLimiter.builder()
                        .limit(RateAction.CONNECT, new RateLimit(1, Duration.ofMinutes(1)))
                        .nanoClock(() -> 0)
                        .build()));
    open(transport).upgrade("/");

    assertThat(answer(open(transport), "/"))
        .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
        .contains("Retry-After: 60\r\n", "Connection: close\r\n")
        .endsWith("\r\n\r\nToo many requests: try again in 60000 ms\n");
  }

  @Test
  void whoComesWhileTheEngineEndsIsAnsweredWith503() {
    WebSocketTransport transport = serve(AuthenticationTest::byToken);
    engine().close(Duration.ofSeconds(5));

    assertThat(answer(open(transport), "/?token=ann"))
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .contains("Retry-After: 1\r\n", "Connection: close\r\n")
        .endsWith("\r\n\r\nthe server is restarting\n");
  }

  @Test
  void anAuthenticatorThatThrowsRefuses() {
    WebSocketTransport transport =
        serve(
            request -> {
              throw new IllegalStateException("secret");
            });

    assertThat(answer(open(transport), "/"))
        .startsWith("HTTP/1.1 401 ")
        .doesNotContain("secret")
        .endsWith("\r\n\r\nauthentication failed\n");
  }

  @Test
  void anAuthenticatorThatDoesNotAnswerIsTriedAgainLater() {
    CountDownLatch end = new CountDownLatch(1);
    WebSocketTransport transport =
        serveWith(
            builder ->
                builder
                    .pluginDeadline(Duration.ofMillis(50))
                    .authenticator(request -> waitFor(end, request)));

    assertThat(answer(open(transport), "/?token=ann"))
        .startsWith("HTTP/1.1 503 ")
        .contains("Retry-After: 1\r\n");
    end.countDown();
  }

  @Test
  void anAuthenticatorThatWaitsHoldsUpNobody() {
    CountDownLatch end = new CountDownLatch(1);
    WebSocketTransport transport =
        serve(request -> request.path().equals("/slow") ? waitFor(end, request) : byToken(request));
    RawClient slow = open(transport);
    slow.send(RawClient.upgradeRequest("/slow?token=ann"));

    RawClient quick = open(transport);
    quick.upgrade("/?token=bob");
    end.countDown();

    assertThat(slow.readHead()).startsWith("HTTP/1.1 101 ");
    assertIsAnn(slow);
  }

  @Test
  void whoIsGoneBeforeTheAnswerIsNoConnection() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    WebSocketTransport transport =
        serve(
            request -> {
              if (!request.path().equals("/slow")) {
                return byToken(request);
              }
              asked.countDown();
              try {
                return waitFor(end, request);
              } finally {
                answered.countDown();
              }
            });
    RawClient gone = open(transport);
    gone.send(RawClient.upgradeRequest("/slow?token=ann"));
    await().until(() -> asked.getCount() == 0);

    gone.reset();
    end.countDown();

    await().until(() -> answered.getCount() == 0);
    open(transport).upgrade("/?token=bob");
    await().until(() -> engine().stats().connections() == 1 && transport.connections() == 1);
  }

  @Test
  void withoutAnAuthenticatorEverybodyIsAdmittedAtOnce() {
    RawClient client = open(serveWith(builder -> builder));

    client.upgrade("/");

    assertThat(client.readText()).contains("\"type\":\"connection\"");
    assertThat(engine().admit(ConnectionRequest.builder("127.0.0.1").build()).toCompletableFuture())
        .as("nobody was asked")
        .isDone();
  }

  private static Authentication waitFor(CountDownLatch latch, ConnectionRequest request) {
    waitFor(latch);
    return byToken(request);
  }
}
