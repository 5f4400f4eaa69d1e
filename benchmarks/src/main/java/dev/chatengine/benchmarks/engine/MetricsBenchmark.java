package dev.chatengine.benchmarks.engine;

import dev.chatengine.ChatEngine;
import dev.chatengine.metrics.micrometer.ChatEngineMetrics;
import dev.chatengine.spi.RateLimit;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of binding an engine to a Prometheus registry: the cost of one message in the engine, as
 * in {@link FanOutBenchmark}, with and without; and the cost of single records and of a scrape.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class MetricsBenchmark {
  /** In which iterations the engine is bound; alternating, so that a fork compares with itself. */
  public enum Bound {
    /** In no iteration. */
    NEVER,
    /** In all iterations. */
    ALWAYS,
    /** In the first, the third and so on. */
    BY_TURNS
  }

  /** In which iterations the engine is bound to a registry. */
  @Param({"NEVER", "ALWAYS"})
  public Bound bound = Bound.NEVER;

  /** How many members the room has. */
  @Param({"10", "100"})
  public int members;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ChatEngine engine =
      ChatEngine.builder().connectionRate(RateLimit.UNLIMITED).build();
  private final ChatEngineMetrics metrics = new ChatEngineMetrics(engine);
  private final Timer timer = registry.timer("appends");
  private final DistributionSummary summary = registry.summary("batches");
  private BusyRooms room = new BusyRooms(0);
  private int iterations;

  /** Opens the room. */
  @Setup(Level.Trial)
  public void open() {
    room = new BusyRooms(members);
    room.open(engine, List.of("room"));
  }

  /** Binds the engine to a registry, or unbinds it. */
  @Setup(Level.Iteration)
  public void bind() {
    boolean odd = iterations++ % 2 == 0;
    if (bound == Bound.ALWAYS || (bound == Bound.BY_TURNS && odd)) {
      metrics.bindTo(registry);
    } else {
      metrics.close();
    }
  }

  /** Checks that everything has arrived. */
  @TearDown(Level.Iteration)
  public void check() {
    if (room.missing() != 0) {
      throw new IllegalStateException(room.missing() + " deliveries are missing");
    }
  }

  /** Closes the engine. */
  @TearDown(Level.Trial)
  public void close() {
    engine.close();
    registry.close();
  }

  /** One message to all members. */
  @Benchmark
  public void message() {
    room.send();
  }

  /** The records of one append to a store that waits. */
  @Benchmark
  public void append() {
    timer.record(1_000_000, TimeUnit.NANOSECONDS);
    summary.record(1);
  }

  /**
   * One scrape by Prometheus.
   *
   * @return the response
   */
  @Benchmark
  public String scrape() {
    return registry.scrape();
  }
}
