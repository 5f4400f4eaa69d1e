package dev.chatengine.benchmarks.transport;

import dev.chatengine.ChatEngine;
import dev.chatengine.memory.MemoryRateLimiter;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The effect of a flood on clients that keep to the limits: the latency of a message from one of 50
 * clients to all of them, alternately with and without 50 flooding connections ({@link
 * FloodProcess}) to the node and room.
 */
public final class FloodLatency {
  /** The room of all clients. */
  public static final String ROOM = "benchmark";

  private static final int HONEST = 50;

  /** Each client sends one message a second. */
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1) / HONEST;

  private static final String MARK = "\"content\":\"@";

  private final PrintStream out;
  private final int rounds;
  private final Duration round;
  private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final List<ChatClient> honest = new ArrayList<>();

  /**
   * Prepares a measurement.
   *
   * @param rounds the number of rounds of each case; the median counts
   * @param round the length of a round
   */
  public FloodLatency(PrintStream out, int rounds, Duration round) {
    this.out = out;
    this.rounds = rounds;
    this.round = round;
  }

  /**
   * Measures, and prints a table.
   *
   * @param arguments none
   * @throws IOException if a message is missing
   */
  public static void main(String[] arguments) throws IOException {
    new FloodLatency(System.out, 5, Duration.ofSeconds(5)).run();
  }

  /** The result of a round, in milliseconds. */
  private record Percentiles(double median, double p99) {}

  public void run() throws IOException {
    try (ChatEngine engine =
            ChatEngine.builder()
                .rateLimiter(
                    MemoryRateLimiter.builder()
                        .limit(RateAction.CONNECT, RateLimit.perSecond(100))
                        .build())
                .build();
        WebSocketTransport transport =
            WebSocketTransport.builder(engine).bindAddress("127.0.0.1").start();
        FloodProcess flooders = new FloodProcess(transport.port())) {
      for (int i = 0; i < HONEST; i++) {
        join(transport.port(), "honest-" + i);
      }
      List<Percentiles> calm = new ArrayList<>();
      List<Percentiles> flooded = new ArrayList<>();
      // Interleaved, so that other load affects both alike; the first round is not counted.
      for (int i = 0; i <= rounds; i++) {
        calm.add(talk());
        flooders.flood(true);
        flooded.add(talk());
        flooders.flood(false);
      }
      print(calm, flooded, flooders.flood(false), engine.stats().rateLimited());
      for (ChatClient client : honest) {
        client.close();
      }
    }
  }

  private void join(int port, String name) throws IOException {
    ChatClient client = ChatClient.connect(port, Encryption.NONE, null);
    client.join(name, ROOM);
    honest.add(client);
    Thread thread = new Thread(null, () -> client.listen(this::receive), name, 1 << 16);
    thread.setDaemon(true);
    thread.start();
  }

  private void receive(String frame) {
    int mark = frame.indexOf(MARK);
    if (mark >= 0) {
      int from = mark + MARK.length();
      long sentAt = Long.parseLong(frame.substring(from, frame.indexOf('"', from)));
      latencies.add(System.nanoTime() - sentAt);
    }
  }

  private Percentiles talk() throws IOException {
    latencies.clear();
    long sent = 0;
    long next = System.nanoTime();
    long end = next + round.toNanos();
    while (next < end) {
      honest
          .get((int) (sent % HONEST))
          .send("{\"type\":\"chat_message\",\"content\":\"@" + System.nanoTime() + "\"}");
      sent++;
      next += INTERVAL;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (latencies.size() < sent * HONEST) {
      if (System.nanoTime() - patience > 0) {
        throw new IOException(
            latencies.size() + " messages arrived, not " + sent + " at each of " + HONEST);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    List<Long> sorted = new ArrayList<>(latencies);
    Collections.sort(sorted);
    return new Percentiles(
        sorted.get(sorted.size() / 2) / 1e6, sorted.get(sorted.size() * 99 / 100) / 1e6);
  }

  private void print(
      List<Percentiles> calm, List<Percentiles> flooded, long connections, long refused) {
    out.println(
        "50 clients in one room, each of which sends one message a second, median of "
            + rounds
            + " rounds of "
            + round);
    out.println("| | p50, ms | p99, ms |");
    out.println("|---|---:|---:|");
    double[] without = medians(calm);
    double[] with = medians(flooded);
    print("without the flood", without[0], without[1]);
    print("with it", with[0], with[1]);
    print("factor", with[0] / without[0], with[1] / without[1]);
    out.println();
    out.println(
        "The flooders connected " + connections + " times; " + refused + " requests were refused.");
  }

  private void print(String title, double first, double second) {
    out.println(String.format(Locale.ROOT, "| %s | %.2f | %.2f |", title, first, second));
  }

  /** Of all rounds except the first. */
  private static double[] medians(List<Percentiles> rounds) {
    List<Percentiles> counted = rounds.subList(1, rounds.size());
    int middle = counted.size() / 2;
    return new double[] {
      counted.stream().mapToDouble(Percentiles::median).sorted().toArray()[middle],
      counted.stream().mapToDouble(Percentiles::p99).sorted().toArray()[middle]
    };
  }
}
