package dev.chatengine.transport.ws;

import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections that have nothing to do take no processor time, whatever state they are in. */
@PlainAndTls
class QuietTest extends TransportTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static long processorTime() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("chat-ws-"))
        .mapToLong(thread -> THREADS.getThreadCpuTime(thread.getId()))
        .sum();
  }

  /**
   * A thread that spins takes nearly all of the time between two looks, or half on a busy machine.
   */
  static void assertQuiet() {
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

  @Test
  void clientsThatAreSilentCostNothing() {
    WebSocketTransport transport = start();
    connect(transport);
    assertEchoes(connect(transport));
    open(transport);

    assertQuiet();
  }

  @Test
  void requestThatIsNotFinishedCostsNothing() {
    RawClient client = open(start());
    client.send("GET / HTTP/1.1\r\n");

    assertQuiet();
  }

  @Test
  void clientThatDoesNotReadCostsNothing() {
    WebSocketTransport transport = start();
    connectSlowReader(transport);
    session(0).send("x".repeat(20_000_000));

    assertQuiet();
  }

  @Test
  void clientThatReadsAgainCostsNothingAfterwards() {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);
    session(0).send("x".repeat(20_000_000));
    client.readText();

    assertQuiet();
  }

  @Test
  void clientThatTakesItsTimeToCloseCostsNothing() {
    WebSocketTransport transport = start(options -> options.closeTimeout(Duration.ofMinutes(1)));
    RawClient client = open(transport);
    client.send("nonsense\r\n\r\n");
    client.readToEnd();

    assertQuiet();
  }

  @Test
  void clientThatEndsItsHalfWhileMuchIsQueuedCostsNothing() {
    WebSocketTransport transport = start(options -> options.closeTimeout(Duration.ofMinutes(1)));
    RawClient client = connectSlowReader(transport);
    session(0).send("x".repeat(20_000_000));
    client.sendClose(1000);
    client.shutOutput();

    assertQuiet();
  }
}
