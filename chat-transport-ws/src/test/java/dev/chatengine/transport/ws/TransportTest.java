package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.transport.ws.handshake.Connector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;

/** A transport on a free port, with sessions that echo; nothing is left of it after a test. */
abstract class TransportTest {
  /** Set for classes with {@link PlainAndTls}. */
  @Parameter boolean tls;

  private final List<WebSocketTransport> transports = new ArrayList<>();
  private final List<RawClient> clients = new ArrayList<>();
  final List<TestSession> sessions = new CopyOnWriteArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    clients.forEach(RawClient::close);
    transports.forEach(transport -> transport.stop(Duration.ofSeconds(5)));
    assertThat(transportThreads()).isEmpty();
    assertThat(sessions)
        .allSatisfy(session -> assertThat(session.closed).as("closed once").hasSize(1));
  }

  static List<String> transportThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("chat-ws-"))
        .toList();
  }

  WebSocketTransport start(Connector connector, UnaryOperator<WebSocketTransportBuilder> options) {
    WebSocketTransportBuilder builder =
        new WebSocketTransportBuilder(connector).bindAddress("127.0.0.1").loops(2);
    if (speaksTls()) {
      builder.tls(TestCertificates.ec().options());
    }
    WebSocketTransport transport = options.apply(builder).start();
    transports.add(transport);
    return transport;
  }

  WebSocketTransport start(UnaryOperator<WebSocketTransportBuilder> options) {
    return start(
        (admission, connection) -> {
          TestSession session = new TestSession(admission, connection);
          sessions.add(session);
          return session;
        },
        options);
  }

  WebSocketTransport start() {
    return start(options -> options);
  }

  /** Whether transports and clients of the test speak TLS. */
  boolean speaksTls() {
    return tls;
  }

  RawClient open(WebSocketTransport transport) {
    return open(transport, 0);
  }

  /**
   * Gives a client more and more time for its handshake, until it gets as far in it as it wants,
   * however slow the machine is.
   *
   * @param attempt gets the time, and says whether it was enough
   */
  static void withTimeEnough(Predicate<Duration> attempt) {
    Duration time = Duration.ofMillis(100);
    while (!attempt.test(time)) {
      time = time.multipliedBy(2);
      assertThat(time).isLessThan(Duration.ofMinutes(1));
    }
  }

  private RawClient open(WebSocketTransport transport, int receiveBuffer) {
    return closedAtEnd(
        speaksTls()
            ? RawClient.openTls(
                transport.port(),
                receiveBuffer,
                TestCertificates.ec().trusting().getSocketFactory())
            : RawClient.open(transport.port(), receiveBuffer));
  }

  static boolean isServed(RawClient client, String... headers) {
    try {
      client.upgrade("/", headers);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  RawClient connect(WebSocketTransport transport) {
    RawClient client = open(transport);
    client.upgrade("/");
    return client;
  }

  /** A client whose kernel takes in only a little that it does not read. */
  RawClient connectSlowReader(WebSocketTransport transport) {
    RawClient client = open(transport, 4_096);
    client.upgrade("/");
    return client;
  }

  RawClient closedAtEnd(RawClient client) {
    clients.add(client);
    return client;
  }

  /** The session of the client that connected first, second … */
  TestSession session(int index) {
    if (sessions.size() <= index) {
      await().until(() -> sessions.size() > index);
    }
    return sessions.get(index);
  }

  void assertEchoes(RawClient client) {
    client.sendText("are you there?");
    assertThat(client.readText()).isEqualTo("are you there?");
  }

  void awaitClosed(TestSession session, int code) {
    await().until(() -> !session.closed.isEmpty());
    assertThat(session.closed).containsExactly(code);
  }
}
