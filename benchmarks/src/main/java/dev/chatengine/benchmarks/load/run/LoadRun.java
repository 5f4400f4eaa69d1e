package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.ClosedLoop;
import dev.chatengine.benchmarks.load.client.Layout;
import dev.chatengine.benchmarks.load.client.LoadClient;
import dev.chatengine.benchmarks.load.client.Login;
import dev.chatengine.benchmarks.load.client.Measured;
import dev.chatengine.benchmarks.load.client.Timing;
import dev.chatengine.benchmarks.load.server.CpuClock;
import dev.chatengine.benchmarks.load.server.Machine;
import dev.chatengine.benchmarks.load.server.Server;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Loads one server with one scenario, once. */
public final class LoadRun {
  private static final int PREWARM_WINDOW = 4;
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final String name;
  private final Server server;
  private final Scenario scenario;
  private final Timing timing;
  private final boolean spin;
  private final Machine machine;

  /**
   * Prepares a run.
   *
   * @param name the server's name
   */
  public LoadRun(
      String name, Server server, Scenario scenario, Timing timing, boolean spin, Machine machine) {
    this.name = name;
    this.server = server;
    this.scenario = scenario;
    this.timing = timing;
    this.spin = spin;
    this.machine = machine;
  }

  /** Separates the names of one run from those of all others on the server. */
  public static String tag() {
    long number = ProcessHandle.current().pid() * 64 + RUNS.getAndIncrement();
    return String.format(Locale.ROOT, "%05x", number & 0xfffff);
  }

  public Result run() throws IOException {
    Layout layout = scenario.layout();
    Login login = new Login(layout, tag(), true);
    OptionalLong before = server.residentKiB();
    CpuClock start = CpuClock.read(server);
    long time = System.nanoTime();
    try (LoadClient client =
        new LoadClient(server.address(), layout, login, scenario.payload(), spin)) {
      client.connect(Timing.LOGIN);
      double seconds = (System.nanoTime() - time) / 1e9;
      double cpu = CpuClock.read(server).serverSince(start);
      client.runFor(Timing.SETTLING);
      return scenario.isIdle() ? idle(client, before, seconds, cpu) : load(client);
    }
  }

  private Result load(LoadClient client) throws IOException {
    Layout layout = client.layout();
    if (scenario.isOpen() && !timing.prewarm().isZero()) {
      client.start(new ClosedLoop(layout, PREWARM_WINDOW));
      client.runFor(timing.prewarm());
      client.stop();
      client.drain(timing.drain());
    }
    client.start(scenario.pace(layout));
    client.runFor(timing.warmUp());
    Measured measured = client.measured();
    CpuClock start = CpuClock.read(server);
    measured.start(System.nanoTime());
    client.runFor(timing.measured());
    measured.stop(System.nanoTime());
    CpuClock end = CpuClock.read(server);
    OptionalLong resident = server.residentKiB();
    client.stop();
    client.drain(timing.drain());
    double cpu = end.serverSince(start);
    return new LoadResult(
        scenario.name(),
        scenario.description(),
        name,
        layout.connections(),
        spin,
        measured.seconds(),
        measured.messagesSent(),
        measured.deliveries(),
        measured.deliveries() / measured.seconds(),
        Result.known(cpu * 1e6 / Math.max(1, measured.deliveries())),
        Result.known(100 * cpu / measured.seconds()),
        measured.percentile(50),
        measured.percentile(99),
        measured.percentile(99.9),
        measured.longest(),
        measured.deliveriesPerRead(),
        100 * measured.busy(),
        Result.known(end.othersSince(start)),
        orNull(resident),
        client.verification(),
        machine);
  }

  private Result idle(LoadClient client, OptionalLong before, double seconds, double cpu)
      throws IOException {
    client.runFor(timing.measured());
    server.collectGarbage();
    client.runFor(Timing.SETTLING);
    OptionalLong after = server.residentKiB();
    int connections = client.layout().connections();
    boolean known = before.isPresent() && after.isPresent();
    return new IdleResult(
        scenario.name(),
        scenario.description(),
        name,
        connections,
        seconds,
        Result.known(cpu * 1e6 / connections),
        orNull(before),
        orNull(after),
        known ? (after.getAsLong() - before.getAsLong()) * 1024.0 / connections : null,
        client.verification(),
        machine);
  }

  private static @Nullable Long orNull(OptionalLong figure) {
    return figure.isPresent() ? figure.getAsLong() : null;
  }
}
