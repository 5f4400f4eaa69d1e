package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.client.Timing;
import dev.chatengine.benchmarks.load.run.Journal;
import dev.chatengine.benchmarks.load.run.LoadRun;
import dev.chatengine.benchmarks.load.run.Result;
import dev.chatengine.benchmarks.load.run.Scenario;
import dev.chatengine.benchmarks.load.server.Machine;
import dev.chatengine.benchmarks.load.server.Pinning;
import dev.chatengine.benchmarks.load.server.Server;
import dev.chatengine.benchmarks.load.server.ServerSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/**
 * Runs measurements, each with a fresh server.
 *
 * @param out gets the progress
 * @param journal keeps each run
 * @param timing the durations of a run
 * @param spin whether the load never sleeps
 * @param pinning the processors of server and load
 * @param jvm options of the servers' JVMs
 * @param machine the description of this machine
 */
record Bench(
    PrintStream out,
    Journal journal,
    Timing timing,
    boolean spin,
    Pinning pinning,
    List<String> jvm,
    Machine machine) {

  /** A measurement of a server that has just started. */
  interface Measurement<R extends Result> {
    /** Measures. */
    R run(Server server) throws IOException;
  }

  /** Loads a server with a scenario. */
  Result run(ServerSpec spec, Scenario scenario) throws IOException {
    return measure(
        spec, server -> new LoadRun(spec.name(), server, scenario, timing, spin, machine).run());
  }

  /** Runs a measurement with a server of its own. */
  <R extends Result> R measure(ServerSpec spec, Measurement<R> measurement) throws IOException {
    try (Server server = spec.start(pinning, jvm)) {
      R result = measurement.run(server);
      journal.add(result);
      return result;
    }
  }
}
