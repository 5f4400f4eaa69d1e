package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.run.IdleResult;
import dev.chatengine.benchmarks.load.run.LoadResult;
import dev.chatengine.benchmarks.load.run.Result;
import dev.chatengine.benchmarks.load.run.Scenario;
import dev.chatengine.benchmarks.load.server.ServerSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Compares servers: every round runs each scenario with each server, so that other load of the
 * machine affects all alike.
 */
final class Comparison {
  private final Bench bench;
  private final List<ServerSpec> servers;
  private final List<Scenario> scenarios;
  private final int rounds;
  private final Table<LoadResult> loads = Tables.loads("scenario, server");
  private final Table<IdleResult> idle = Tables.idle("scenario, server");

  Comparison(Bench bench, List<ServerSpec> servers, List<Scenario> scenarios, int rounds) {
    this.bench = bench;
    this.servers = servers;
    this.scenarios = scenarios;
    this.rounds = rounds;
  }

  /** Runs everything, and prints medians. */
  void run() throws IOException {
    PrintStream out = bench.out();
    out.println(bench.machine());
    scenarios.forEach(scenario -> out.println(scenario.name() + ": " + scenario.description()));
    // The rows of each table in the order of the scenarios, whatever the order of runs.
    for (int round = 1; round <= rounds; round++) {
      for (Scenario scenario : scenarios) {
        for (ServerSpec server : servers) {
          one(round, scenario, server);
        }
      }
    }
    out.println();
    out.println("Medians of " + rounds + (rounds == 1 ? " round" : " rounds"));
    if (!loads.isEmpty()) {
      loads.print(out);
    }
    if (!idle.isEmpty()) {
      idle.print(out);
    }
  }

  private void one(int round, Scenario scenario, ServerSpec server) throws IOException {
    Result result = bench.run(server, scenario);
    String title = scenario.name() + ", " + server.name();
    String line = "round " + round + ", " + title + ": ";
    if (result instanceof LoadResult load) {
      loads.add(title, load);
      line +=
          String.format(
              Locale.ROOT,
              "%,.0f deliveries/s, %.2f µs of CPU each, p99 %,.0f µs",
              load.deliveriesPerSecond(),
              load.cpuMicrosPerDelivery(),
              load.p99Micros());
    } else if (result instanceof IdleResult members) {
      idle.add(title, members);
      line +=
          String.format(
              Locale.ROOT, "%,.0f bytes a connection", members.residentBytesPerConnection());
    }
    bench.out().println(line);
  }
}
