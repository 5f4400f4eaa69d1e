package dev.chatengine.benchmarks.store;

import dev.chatengine.model.Page;
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

/** The time to read a page of history, by its position and by the size of the room. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx6g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreHistoryBenchmark {
  private static final int PAGE = 50;

  /** The kind of store. */
  @Param({"memory", "h2", "mongo"})
  public String store = "memory";

  /** How many messages are in the room. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int messages = 1_000;

  private OpenStore open = OpenStore.of("memory");

  /** Opens the store and fills the room. */
  @Setup(Level.Trial)
  public void fill() {
    open.close();
    open = OpenStore.of(store);
    Drafts.fill(open.store(), messages);
  }

  /** Closes the store and removes what it holds. */
  @TearDown(Level.Trial)
  public void close() {
    open.close();
  }

  /**
   * The page of a client that joins.
   *
   * @return a page
   */
  @Benchmark
  public Page newest() {
    return full(open.store().before(Drafts.ROOM, Long.MAX_VALUE, PAGE));
  }

  /**
   * The page of a client that has scrolled back through half of the room.
   *
   * @return a page
   */
  @Benchmark
  public Page middle() {
    return full(open.store().before(Drafts.ROOM, messages / 2 + 1, PAGE));
  }

  /**
   * The page of a client that was away for a moment.
   *
   * @return a page
   */
  @Benchmark
  public Page afterNearTheEnd() {
    return full(open.store().after(Drafts.ROOM, messages - PAGE, PAGE));
  }

  private static Page full(Page page) {
    if (page.messages().size() != PAGE) {
      throw new IllegalStateException("a page of " + page.messages().size());
    }
    return page;
  }
}
