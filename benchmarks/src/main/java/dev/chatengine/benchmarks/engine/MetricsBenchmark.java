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
 * What it costs to bind an engine to a Prometheus registry: what one message costs in the engine,
 * as in {@link FanOutBenchmark}, with and without; and what is done beside that.
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
  /** When an engine is bound: in every second iteration, so that a fork compares with itself. */
  public enum Bound {
    /** In none. */
    NEVER,
    /** In all. */
    ALWAYS,
    /** In the first, the third and so on. */
    BY_TURNS
  }

  /** When the engine is bound to a registry. */
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
  private SpeakingRooms room = new SpeakingRooms(0);
  private int iterations;

  /** Opens the room. */
  @Setup(Level.Trial)
  public void open() {
    room = new SpeakingRooms(members);
    room.open(engine, List.of("room"));
  }

  /** Binds the engine, or sees to it that it is not bound. */
  @Setup(Level.Iteration)
  public void bind() {
    boolean odd = iterations++ % 2 == 0;
    if (bound == Bound.ALWAYS || (bound == Bound.BY_TURNS && odd)) {
      metrics.bindTo(registry);
    } else {
      metrics.close();
    }
  }

  /** Looks whether everything has arrived. */
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
    room.speak();
  }

  /** What is recorded of one append to a store that waits. */
  @Benchmark
  public void append() {
    timer.record(1_000_000, TimeUnit.NANOSECONDS);
    summary.record(1);
  }

  /**
   * Once that Prometheus asks.
   *
   * @return what it gets
   */
  @Benchmark
  public String scrape() {
    return registry.scrape();
  }
}
