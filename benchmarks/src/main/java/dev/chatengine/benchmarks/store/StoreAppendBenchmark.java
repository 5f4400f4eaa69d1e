package dev.chatengine.benchmarks.store;

import dev.chatengine.spi.AppendResult;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** How many messages a second can be appended to one room. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx6g")
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
public class StoreAppendBenchmark {
  private static final int BATCH = 64;

  /** The kind of store. */
  @Param({"memory", "h2", "mongo"})
  public String store = "memory";

  private OpenStore open = OpenStore.of("memory");
  private GroupCommit groupCommit = new GroupCommit(open.store());

  /** Opens an empty store for each iteration, since some get slower as they grow. */
  @Setup(Level.Iteration)
  public void open() {
    close();
    open = OpenStore.of(store);
    groupCommit = new GroupCommit(open.store());
  }

  /** Closes the store and removes what it holds. */
  @TearDown(Level.Iteration)
  public void close() {
    groupCommit.close();
    open.close();
  }

  /**
   * One caller, one message at a time.
   *
   * @return the result
   */
  @Benchmark
  public List<AppendResult> oneByOne() {
    return Drafts.append(open.store(), Drafts.many(1));
  }

  /**
   * One caller, many messages at a time.
   *
   * @return the results
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public List<AppendResult> inBatches() {
    return Drafts.append(open.store(), Drafts.many(BATCH));
  }

  /**
   * Many callers, each of which appends its one message itself, and repeats the append if so many
   * collide that the store gives up.
   *
   * @return the result
   */
  @Benchmark
  @Threads(BATCH)
  public AppendResult eachByItself() {
    return Drafts.appendUntilKept(open.store(), Drafts.one());
  }

  /**
   * Many callers, each of which waits for its one message, as in the engine.
   *
   * @return the result
   */
  @Benchmark
  @Threads(BATCH)
  public AppendResult byGroupCommit() {
    return groupCommit.append(Drafts.one());
  }
}
