package dev.chatengine.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.benchmarks.cluster.ClusterCost;
import dev.chatengine.benchmarks.store.OneRoomWriters;
import dev.chatengine.benchmarks.transport.FloodLatency;
import dev.chatengine.benchmarks.transport.TlsCost;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark runs, for a moment: what it gives then means nothing. */
class BenchmarksTest {
  private static final int KINDS_OF_STORE = 3;
  private static final int METHODS_OF_STORES = 7;
  private static final int OTHER_METHODS = 9;
  private static final int METHODS_OF_METRICS = 2 * 3;

  /** Those with so many threads that the embedded MongoDB takes its time. */
  private static final String CROWDED = "StoreAppendBenchmark.(eachByItself|byGroupCommit)";

  private static final int FEW = 4;

  @Test
  void everyBenchmarkRuns() throws Exception {
    List<RunResult> results = new ArrayList<>();
    results.addAll(run(moment().include(".*Benchmark").exclude(CROWDED)));
    results.addAll(run(moment().include(CROWDED).threads(FEW)));

    assertThat(results)
        .hasSize(KINDS_OF_STORE * METHODS_OF_STORES + METHODS_OF_METRICS + OTHER_METHODS);
  }

  private static ChainedOptionsBuilder moment() {
    return new OptionsBuilder()
        .param("messages", "100")
        .param("members", "150")
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(10))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run();
  }

  @Test
  void theWritersOfOneRoomRun() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new OneRoomWriters(
            new PrintStream(out, true, StandardCharsets.UTF_8), 1, Duration.ofMillis(100))
        .run(2);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("\\| 1 \\| 2 \\|.*\n")
        .containsPattern("\\| 2 \\| 2 \\|.*\n");
  }

  @Test
  void theCostOfTlsIsMeasured() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TlsCost(new PrintStream(out, true, StandardCharsets.UTF_8), 1, Duration.ofMillis(100), 3, 3)
        .run();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("\\| plain \\| [0-9.]+ \\| [0-9.]+ \\|\n")
        .containsPattern("\\| TLS 1.3, RSA 2048 \\| [0-9.]+ \\| [0-9.]+ \\|\n")
        .containsPattern("\\| TLS 1.2 \\| -?[0-9.]+ \\|\n");
  }

  @Test
  void theLatencyUnderAFloodIsMeasured() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new FloodLatency(new PrintStream(out, true, StandardCharsets.UTF_8), 1, Duration.ofMillis(200))
        .run();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("\\| without the flood \\| [0-9.]+ \\| [0-9.]+ \\|\n")
        .containsPattern("\\| factor \\| [0-9.]+ \\| [0-9.]+ \\|\n");
  }

  @Test
  void theCostOfAClusterIsMeasured() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ClusterCost(new PrintStream(out, true, StandardCharsets.UTF_8), Duration.ofMillis(200))
        .run();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern("\\| 1 \\|.*\n")
        .containsPattern("\\| 3 \\| [0-9,]+ \\| 66 % \\| [0-9,]+ / [0-9,]+ \\|");
  }
}
