package dev.chatengine.transport.ws.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TestSession;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PlainAndTls
class DeliveryTest extends TransportTest {
  private static final boolean THOROUGH = Boolean.getBoolean("thorough");

  private final ExecutorService executor = Executors.newCachedThreadPool();

  private final List<Future<?>> tasks = new ArrayList<>();
  private final Object lane = new Object();
  private int sequence;

  private void background(Callable<?> task) {
    tasks.add(executor.submit(task));
  }

  private void background(int times, IntConsumer step) {
    background(
        () -> {
          IntStream.range(0, times).forEach(step);
          return null;
        });
  }

  /** Fails if one of the tasks does. */
  private void awaitTasks() throws Exception {
    for (Future<?> task : tasks) {
      task.get(60, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void stopThreads() throws InterruptedException {
    executor.shutdownNow();
    assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000})
  void frameOfEverySizeArrivesWhole(int size) {
    RawClient client = connect(start());
    String text = "x".repeat(size);

    session(0).send(text);
    session(0).send("next");

    assertThat(client.readText()).isEqualTo(text);
    assertThat(client.readText()).isEqualTo("next");
    await().until(() -> session(0).connection.pendingBytes() == 0);
  }

  /** Single frames with pauses between them, so that the loop goes to sleep again and again. */
  @Test
  void noWakeUpIsLost() throws Exception {
    int messages = THOROUGH ? 8_000 : 2_000;
    // Nor does anything but a wake-up end the loop's sleep, for hours.
    Duration day = Duration.ofDays(1);
    WebSocketTransport transport =
        start(
            options ->
                options
                    .handshakeTimeout(day)
                    .closeTimeout(day)
                    .idleTimeout(day)
                    .pingInterval(day.minusSeconds(1)));
    for (int i = 0; i < 4; i++) {
      RawClient client = connect(transport);
      TestSession session = session(i);
      AtomicInteger seen = new AtomicInteger();
      background(
          messages,
          next -> {
            assertThat(client.readText()).isEqualTo("" + next);
            seen.set(next + 1);
          });
      background(
          messages,
          next -> {
            session.send("" + next);
            // Ping-pong at times, bursts at others.
            while (next % 2 == 0 && seen.get() < next && !Thread.interrupted()) {
              LockSupport.parkNanos(1);
            }
          });
    }

    awaitTasks();
    transport.stop(Duration.ZERO);
  }

  @Test
  void eachThreadsFramesKeepTheirOrder() throws Exception {
    int threads = 6;
    int messages = 3_000;
    List<RawClient> clients = connectAll(start(), 5);
    CountDownLatch together = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      int thread = t;
      background(
          () -> {
            together.countDown();
            together.await();
            for (int i = 0; i < messages; i++) {
              OutboundFrame frame = TestSession.frame(thread + " " + i);
              sessions.forEach(session -> session.connection.enqueue(frame));
              sessions.forEach(session -> session.connection.flush());
            }
            return null;
          });
    }

    for (RawClient client : clients) {
      int[] next = new int[threads];
      for (int i = 0; i < threads * messages; i++) {
        String[] text = client.readText().split(" ", -1);
        int thread = Integer.parseInt(text[0]);
        assertThat(Integer.parseInt(text[1])).isEqualTo(next[thread]++);
      }
    }
    awaitTasks();
  }

  /**
   * A lane runs on one thread after the other, the loops' own among them: what was enqueued and
   * flushed before, through the mailbox, must not be overtaken by what the loop's own thread
   * enqueues directly.
   */
  @Test
  void framesEnqueuedUnderOneLockByTurnsKeepTheirOrder() throws Exception {
    List<RawClient> clients = connectAll(startAnswering((session, text) -> toAll()), 4);
    int each = 2_000;
    clients.forEach(client -> background(each, i -> client.sendText("go")));
    background(each, i -> toAll());
    background(each, i -> toAll());

    clients.forEach(
        client -> background(6 * each, i -> assertThat(client.readText()).isEqualTo("" + i)));
    awaitTasks();
  }

  private void toAll() {
    synchronized (lane) {
      OutboundFrame frame = TestSession.frame("" + sequence++);
      sessions.forEach(session -> session.connection.enqueue(frame));
      sessions.forEach(session -> session.connection.flush());
    }
  }

  @Test
  void pendingBytesOfASlowReaderAreRightAndOthersAreNotHeldUp() {
    WebSocketTransport transport = start(options -> options.loops(1));
    RawClient slow = connectSlowReader(transport);
    TestSession session = session(0);
    RawClient other = connect(transport);
    session.sendLarge(100);
    assertEchoes(other);
    long blocked = pendingOnceTheSocketTakesNoMore(session);
    assertThat(blocked).isBetween(1_000_000L, 100 * 100_010L);

    session.sendLarge(10);
    assertEchoes(other);

    // Nothing can have left meanwhile but what the kernel still took.
    assertThat(session.connection.pendingBytes()).isBetween(blocked, blocked + 10 * 100_010L);
    assertReads(slow, 110, i -> TestSession.LARGE);
    await().until(() -> session.connection.pendingBytes() == 0);
  }

  private static long pendingOnceTheSocketTakesNoMore(TestSession session) {
    AtomicLong before = new AtomicLong();
    await()
        .until(
            () -> {
              long now = session.connection.pendingBytes();
              return before.getAndSet(now) == now;
            });
    return before.get();
  }

  @Test
  void pendingBytesCountFramingAndPayload() {
    WebSocketTransport transport =
        startAnswering(
            (session, text) -> {
              long before = session.connection.pendingBytes();
              for (int size : new int[] {10, 200, 70_000}) {
                session.connection.enqueue(TestSession.frame("x".repeat(size)));
              }
              session.send("" + (session.connection.pendingBytes() - before));
            });
    RawClient client = connect(transport);

    client.sendText("go");

    client.readText();
    client.readText();
    client.readText();
    assertThat(client.readText()).isEqualTo("" + (12 + 204 + 70_010 + 3 - 3));
  }

  @Test
  void sessionHearsOnceThatItsQueueFellBelowTheLowWaterMark() {
    WebSocketTransport transport = startWithLowWaterMark(50_000);
    RawClient client = connectSlowReader(transport);
    TestSession session = session(0);
    session.send("small");
    assertThat(client.readText()).isEqualTo("small");
    assertThat(session.drained).hasValue(0);

    session.sendLarge(200);
    // The echo tells that the loop has written what the socket took; from now on it takes nothing.
    assertEchoes(connect(transport));
    int heard = session.drained.get();
    assertThat(session.connection.pendingBytes()).isGreaterThan(1_000_000);
    for (int i = 0; i < 200; i++) {
      client.readText();
    }

    await().until(() -> session.drained.get() > heard);
    assertThat(session.drained).hasValue(heard + 1);
    assertThat(session.connection.pendingBytes()).isLessThan(50_000);
  }

  private WebSocketTransport startWithLowWaterMark(long mark) {
    return startWith(
        (admission, connection) -> {
          TestSession session = new TestSession(admission, connection);
          session.lowWaterMark = mark;
          return session;
        },
        options -> options.loops(1));
  }

  /** Sends the next part whenever the queue has drained, and after nothing else. */
  private static final class Pager extends TestSession {
    static final int PARTS = 2_000;
    private int next;

    Pager(Admission admission, ClientConnection connection) {
      super(admission, connection);
      lowWaterMark = 1_000;
      onText = (self, text) -> drained();
    }

    @Override
    public void drained() {
      // Stops above the mark, so that the next drained() is what goes on.
      while (next < PARTS && connection.pendingBytes() <= lowWaterMark) {
        connection.enqueue(frame("x".repeat(700) + next++));
      }
    }
  }

  @Test
  void pagesThatGoOnWhenDrainedAllArrive() {
    RawClient client = connect(startWith(Pager::new, options -> options));

    client.sendText("go");

    assertReads(client, Pager.PARTS, i -> "x".repeat(700) + i);
  }

  /**
   * Whoever reads more than the low-water mark on any thread hears of its end, however the reading
   * and the writing meet.
   */
  @Test
  void drainedIsNeverMissedByOtherThreads() throws Exception {
    WebSocketTransport transport = startWithLowWaterMark(100);
    RawClient client = connect(transport);
    TestSession session = session(0);
    int messages = THOROUGH ? 20_000 : 4_000;
    background(
        messages,
        i -> {
          int heard = session.drained.get();
          session.send("x".repeat(90));
          session.send("y".repeat(90));
          if (session.connection.pendingBytes() > 100) {
            while (session.drained.get() == heard && !Thread.interrupted()) {
              LockSupport.parkNanos(1);
            }
          }
        });

    for (int i = 0; i < 2 * messages; i++) {
      client.readText();
    }

    awaitTasks();
  }

  @Test
  void fanOutToARoomKeepsOneOrderForAll() {
    List<RawClient> clients = connectAll(start(), 50);
    for (int t = 0; t < 4; t++) {
      background(250, i -> toAll());
    }

    clients.forEach(client -> assertReads(client, 1_000, i -> "" + i));
  }
}
