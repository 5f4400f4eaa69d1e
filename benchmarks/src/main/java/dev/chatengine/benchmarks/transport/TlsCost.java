package dev.chatengine.benchmarks.transport;

import com.sun.management.OperatingSystemMXBean;
import dev.chatengine.ChatEngine;
import dev.chatengine.model.User;
import dev.chatengine.transport.ws.TlsOptions;
import dev.chatengine.transport.ws.WebSocketTransport;
import dev.chatengine.transport.ws.WebSocketTransportBuilder;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The cost of TLS for the server, compared with none: the processor time of a delivery and of a
 * connection, and the memory of a connection. The server runs in this process, its clients in
 * others.
 */
public final class TlsCost {
  /** The room of all clients. */
  public static final String ROOM = "benchmark";

  private static final String TEXT = "The quick brown fox jumps over the lazy dog, and then rests.";
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

  private final PrintStream out;
  private final int rounds;
  private final Duration round;
  private final int clients;
  private final int visits;

  /**
   * Prepares a measurement.
   *
   * @param rounds the number of rounds of each case; the median counts
   * @param round the length of a round in which messages are posted
   * @param clients the number of clients in the room
   * @param visits the number of connections in a round
   */
  public TlsCost(PrintStream out, int rounds, Duration round, int clients, int visits) {
    this.out = out;
    this.rounds = rounds;
    this.round = round;
    this.clients = clients;
    this.visits = visits;
  }

  /**
   * Measures all cases and prints tables.
   *
   * @param arguments none
   * @throws Exception if a delivery is missing
   */
  public static void main(String[] arguments) throws Exception {
    new TlsCost(System.out, 5, Duration.ofSeconds(4), 200, 500).run();
  }

  public void run() throws Exception {
    Path directory = Files.createTempDirectory("tls-cost");
    Path ec = directory.resolve("ec.p12");
    Path rsa = directory.resolve("rsa.p12");
    try {
      KeyFile.create(ec, "-keyalg", "EC", "-groupname", "secp256r1");
      KeyFile.create(rsa, "-keyalg", "RSA", "-keysize", "2048");
      deliveries(ec);
      connections(ec, rsa);
      memory(ec);
    } finally {
      Files.deleteIfExists(ec);
      Files.deleteIfExists(rsa);
      Files.delete(directory);
    }
  }

  private void deliveries(Path keys) throws Exception {
    out.println(
        "Deliveries: "
            + clients
            + " clients in one room, 200 messages a second, median of "
            + rounds
            + " rounds of "
            + round);
    out.println("| | one by one, µs of processor time a delivery | in bursts of 10 |");
    out.println("|---|---:|---:|");
    List<Served> all = new ArrayList<>();
    try {
      for (Encryption encryption : Encryption.values()) {
        all.add(new Served(encryption, keys));
      }
      for (Served served : all) {
        served.clientProcess.join(clients);
      }
      // Interleaved, so that other load affects all alike; the first round is not counted.
      for (int i = 0; i <= rounds; i++) {
        for (Served served : all) {
          served.oneByOne.add(deliver(served, 1));
          served.inBursts.add(deliver(served, 10));
        }
      }
      for (Served served : all) {
        print(served.encryption.title(), median(served.oneByOne), median(served.inBursts));
      }
    } finally {
      all.forEach(Served::close);
    }
  }

  /** In microseconds of processor time for each delivery. */
  private double deliver(Served served, int burst) throws IOException {
    long interval = TimeUnit.SECONDS.toNanos(1) * burst / 200;
    long before = served.clientProcess.received();
    long posted = 0;
    long processor = SYSTEM.getProcessCpuTime();
    long next = System.nanoTime();
    long end = next + round.toNanos();
    while (next < end) {
      for (int i = 0; i < burst; i++, posted++) {
        served.engine.post(ROOM, User.system(), TEXT);
      }
      next += interval;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    long expected = posted * clients;
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (served.clientProcess.received() - before < expected) {
      if (System.nanoTime() - patience > 0) {
        throw new IOException("deliveries are missing, over " + served.encryption);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return (SYSTEM.getProcessCpuTime() - processor) / 1e3 / expected;
  }

  private void connections(Path ec, Path rsa) throws Exception {
    out.println();
    out.println(
        "Connections: "
            + visits
            + " one after the other, up to the first frame, median of "
            + rounds
            + " rounds");
    out.println("| | µs of processor time a connection | resuming the session |");
    out.println("|---|---:|---:|");
    connections("plain", Encryption.NONE, ec);
    connections("TLS 1.3, EC P-256", Encryption.TLS_1_3, ec);
    connections("TLS 1.3, RSA 2048", Encryption.TLS_1_3, rsa);
    connections("TLS 1.2, EC P-256", Encryption.TLS_1_2, ec);
    connections("TLS 1.2, RSA 2048", Encryption.TLS_1_2, rsa);
  }

  private void connections(String title, Encryption encryption, Path keys) throws Exception {
    try (Served served = new Served(encryption, keys)) {
      List<Double> fresh = new ArrayList<>();
      List<Double> resumed = new ArrayList<>();
      for (int i = 0; i <= rounds; i++) {
        fresh.add(connect(served, false));
        resumed.add(connect(served, true));
      }
      print(title, median(fresh), median(resumed));
    }
  }

  private double connect(Served served, boolean resuming) throws IOException {
    long processor = SYSTEM.getProcessCpuTime();
    served.clientProcess.visit(visits, resuming);
    return (SYSTEM.getProcessCpuTime() - processor) / 1e3 / visits;
  }

  private void memory(Path keys) throws Exception {
    out.println();
    out.println("Memory: " + visits + " clients in the room, idle");
    out.println("| | KiB of heap a connection, its session in the engine included |");
    out.println("|---|---:|");
    for (Encryption encryption : Encryption.values()) {
      try (Served served = new Served(encryption, keys)) {
        served.clientProcess.join(1);
        long before = used();
        served.clientProcess.join(visits);
        double each = (used() - before) / 1024.0 / visits;
        out.println(String.format(Locale.ROOT, "| %s | %.1f |", encryption.title(), each));
      }
    }
  }

  /** In bytes, after garbage collection. */
  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, MEMORY.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private void print(String title, double first, double second) {
    out.println(String.format(Locale.ROOT, "| %s | %.2f | %.2f |", title, first, second));
  }

  /** Of all rounds except the first. */
  private static double median(List<Double> rounds) {
    List<Double> counted = new ArrayList<>(rounds.subList(1, rounds.size()));
    Collections.sort(counted);
    return counted.get(counted.size() / 2);
  }

  /** A server with its clients. */
  private static final class Served implements AutoCloseable {
    final Encryption encryption;
    final ChatEngine engine;
    final WebSocketTransport transport;
    final ClientProcess clientProcess;
    final List<Double> oneByOne = new ArrayList<>();
    final List<Double> inBursts = new ArrayList<>();

    Served(Encryption encryption, Path keys) throws IOException {
      this.encryption = encryption;
      engine = ChatEngine.create();
      WebSocketTransportBuilder builder =
          WebSocketTransport.builder(engine)
              .bindAddress("127.0.0.1")
              // The clients are silent, and answer no pings.
              .pingInterval(Duration.ofHours(1))
              .idleTimeout(Duration.ofDays(1));
      if (encryption != Encryption.NONE) {
        builder.tls(TlsOptions.pkcs12(keys, KeyFile.PASSWORD.toCharArray()));
      }
      transport = builder.start();
      clientProcess = new ClientProcess(transport.port(), encryption, keys);
    }

    @Override
    public void close() {
      clientProcess.close();
      transport.stop(Duration.ofSeconds(1));
      engine.close();
    }
  }
}
