package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.transport.ws.handshake.Connector;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;

/** A transport on a free port, with sessions that echo; nothing is left of it after a test. */
public abstract class TransportTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Set for classes with {@link PlainAndTls}. */
  @Parameter boolean tls;

  private final List<WebSocketTransport> transports = new ArrayList<>();
  private final List<RawClient> clients = new ArrayList<>();
  protected final List<TestSession> sessions = new CopyOnWriteArrayList<>();

  @AfterEach
  protected void nothingIsLeft() {
    clients.forEach(RawClient::close);
    transports.forEach(transport -> transport.stop(Duration.ofSeconds(5)));
    assertThat(transportThreads()).isEmpty();
    assertThat(sessions)
        .allSatisfy(session -> assertThat(session.closed).as("closed once").hasSize(1));
  }

  protected static List<String> transportThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("chat-ws-"))
        .toList();
  }

  protected WebSocketTransport start(
      Connector connector, UnaryOperator<WebSocketTransportBuilder> options) {
    WebSocketTransportBuilder builder =
        new WebSocketTransportBuilder(connector).bindAddress("127.0.0.1").loops(2);
    if (speaksTls()) {
      builder.tls(TestCertificates.ec().options());
    }
    WebSocketTransport transport = options.apply(builder).start();
    transports.add(transport);
    return transport;
  }

  /** A builder with sessions that echo, without further options. */
  protected static WebSocketTransportBuilder builder() {
    return new WebSocketTransportBuilder(TestSession::new);
  }

  protected WebSocketTransport start(UnaryOperator<WebSocketTransportBuilder> options) {
    return startWith(TestSession::new, options);
  }

  /** Starts with sessions of the test's own. */
  protected WebSocketTransport startWith(
      BiFunction<Admission, ClientConnection, TestSession> newSession,
      UnaryOperator<WebSocketTransportBuilder> options) {
    return start(
        (admission, connection) -> {
          TestSession session = newSession.apply(admission, connection);
          sessions.add(session);
          return session;
        },
        options);
  }

  /** Starts with sessions that do this with a text, instead of echoing it. */
  protected WebSocketTransport startAnswering(BiConsumer<TestSession, String> onText) {
    return startWith(
        (admission, connection) -> {
          TestSession session = new TestSession(admission, connection);
          session.onText = onText;
          return session;
        },
        options -> options);
  }

  protected WebSocketTransport start() {
    return start(options -> options);
  }

  /** Whether transports and clients of the test speak TLS. */
  protected boolean speaksTls() {
    return tls;
  }

  protected RawClient open(WebSocketTransport transport) {
    return open(transport, 0);
  }

  /**
   * Gives a client more and more time for its handshake, until it gets as far in it as it wants,
   * however slow the machine is.
   *
   * @param attempt gets the time, and says whether it was enough
   */
  protected static void withTimeEnough(Predicate<Duration> attempt) {
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

  protected static boolean isServed(RawClient client, String... headers) {
    return succeeds(() -> client.upgrade("/", headers));
  }

  /** Whether a client can do something; it cannot if the server has ended its connection. */
  protected static boolean succeeds(Runnable action) {
    try {
      action.run();
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Does something again and again, until the server has ended the connection. */
  protected static void repeatUntilCut(Duration pause, Runnable action) {
    await().pollInterval(pause).until(() -> !succeeds(action));
  }

  /** Waits on a thread that nothing interrupts but the end of its pool. */
  protected static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  protected RawClient connect(WebSocketTransport transport) {
    RawClient client = open(transport);
    client.upgrade("/");
    return client;
  }

  /** Clients of which each has its session before the next one connects. */
  protected List<RawClient> connectAll(WebSocketTransport transport, int count) {
    List<RawClient> connected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      connected.add(connect(transport));
      session(i);
    }
    return connected;
  }

  /** A client whose kernel takes in only a little that it does not read. */
  protected RawClient connectSlowReader(WebSocketTransport transport) {
    RawClient client = open(transport, 4_096);
    client.upgrade("/");
    return client;
  }

  protected RawClient closedAtEnd(RawClient client) {
    clients.add(client);
    return client;
  }

  /** The session of the client that connected first, second … */
  protected TestSession session(int index) {
    if (sessions.size() <= index) {
      await().until(() -> sessions.size() > index);
    }
    return sessions.get(index);
  }

  private static long processorTime() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("chat-ws-"))
        .mapToLong(thread -> THREADS.getThreadCpuTime(thread.getId()))
        .sum();
  }

  /**
   * A thread that spins takes nearly all of the time between two looks, or half on a busy machine.
   */
  protected static void assertQuiet() {
    AtomicLong before = new AtomicLong(processorTime());
    AtomicInteger quiet = new AtomicInteger();
    await()
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              long now = processorTime();
              boolean little = now - before.getAndSet(now) < TimeUnit.MILLISECONDS.toNanos(10);
              return (little ? quiet.incrementAndGet() : quiet.getAndSet(0)) >= 5;
            });
  }

  protected void assertEchoes(RawClient client) {
    client.sendText("are you there?");
    assertThat(client.readText()).isEqualTo("are you there?");
  }

  protected static void assertReads(RawClient client, int count, IntFunction<String> text) {
    for (int i = 0; i < count; i++) {
      assertThat(client.readText()).isEqualTo(text.apply(i));
    }
  }

  /** Asserts that the server closes the connection with a code, and tells the session so. */
  protected void assertClosed(RawClient client, TestSession session, int code) {
    assertThat(client.readClose()).isEqualTo(code);
    client.close();
    awaitClosed(session, code);
  }

  protected void awaitClosed(TestSession session, int code) {
    await().until(() -> !session.closed.isEmpty());
    assertThat(session.closed).containsExactly(code);
  }
}
