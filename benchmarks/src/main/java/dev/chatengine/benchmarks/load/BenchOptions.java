package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.client.Timing;
import dev.chatengine.benchmarks.load.run.Journal;
import dev.chatengine.benchmarks.load.server.Machine;
import dev.chatengine.benchmarks.load.server.Pinning;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all measurements share. */
final class BenchOptions {
  private static final double NANOS = 1e9;

  @Option(
      names = "--prewarm",
      paramLabel = "SECONDS",
      defaultValue = "0",
      description = "Before the warm-up of an open loop, saturate. Default: ${DEFAULT-VALUE}.")
  private double prewarm;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "The part that is not counted. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "6",
      description = "The part that is counted. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "The longest wait for the last messages. Default: ${DEFAULT-VALUE}.")
  private double drain;

  @Option(
      names = "--spin",
      description = "The load never sleeps, so that no write pays for waking it.")
  private boolean spin;

  @Option(
      names = "--pin",
      description = "The server has processor 0, the load processor 1, by taskset.")
  private boolean pin;

  @Option(
      names = "--cpus",
      paramLabel = "SERVER:LOAD",
      description = "Like --pin with other processors, as in 0-3:4,5.")
  private @Nullable String cpus;

  @Option(
      names = "--jvm",
      paramLabel = "OPTIONS",
      defaultValue = "-Xms64m -Xmx1g -XX:+UseSerialGC",
      description = "Options of the servers' JVMs. Default: ${DEFAULT-VALUE}.")
  private String jvm = "";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often to measure; medians are printed. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Adds each run to this file, as a line of JSON.")
  private @Nullable Path json;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  /** A command. */
  @FunctionalInterface
  interface Measurement {
    /** Measures, and returns the bench. */
    Bench run() throws IOException, InterruptedException;
  }

  /**
   * Measures.
   *
   * @return the exit code: 1 if there was any fault
   * @throws ParameterException if an option is out of bounds
   */
  int measure(Measurement measurement) throws IOException, InterruptedException {
    try {
      return measurement.run().journal().isClean() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(command).commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** How often each measurement is repeated. */
  int rounds() {
    return rounds;
  }

  /** Makes the bench of these options. Pins this process if an option asks for it. */
  Bench bench(PrintStream out, PrintStream err) throws IOException, InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    String chosen = cpus == null && pin ? "0:1" : cpus;
    Pinning pinning = chosen == null ? Pinning.none() : Pinning.pin(chosen, err);
    return new Bench(
        out,
        new Journal(out, json),
        new Timing(time(prewarm), time(warmUp), time(seconds), time(drain)),
        spin,
        pinning,
        words(jvm),
        Machine.here(pinning, processors));
  }

  private static Duration time(double seconds) {
    return Duration.ofNanos((long) (seconds * NANOS));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\s+", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
