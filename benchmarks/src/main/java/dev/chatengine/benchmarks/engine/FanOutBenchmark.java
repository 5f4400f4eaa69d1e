package dev.chatengine.benchmarks.engine;

import dev.chatengine.ChatEngine;
import dev.chatengine.spi.RateLimit;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of a delivery in the engine, from a client's frame to the queues of the room's members,
 * without a network: decoding, checks, the memory store, encoding, fan-out. An operation is one
 * delivery.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FanOutBenchmark {
  private static final int FEW = 100;
  private static final int MANY = 1_000;
  private static final int ROOMS = 8;

  /** The engine of all threads. */
  @State(Scope.Benchmark)
  public static class Engine {
    private final ChatEngine engine =
        ChatEngine.builder().connectionRate(RateLimit.UNLIMITED).build();
    private final AtomicInteger threads = new AtomicInteger();

    /** Closes the engine. */
    @TearDown(Level.Trial)
    public void close() {
      engine.close();
    }
  }

  /** One room of 100. */
  @State(Scope.Thread)
  public static class RoomOf100 {
    private final BusyRooms room = new BusyRooms(FEW);

    /**
     * Opens the room.
     *
     * @param engine the engine
     */
    @Setup(Level.Trial)
    public void open(Engine engine) {
      room.open(engine.engine, List.of("few"));
    }

    /** Checks that everything has arrived. */
    @TearDown(Level.Iteration)
    public void check() {
      requireDelivered(room);
    }
  }

  /** One room of 1,000. */
  @State(Scope.Thread)
  public static class RoomOf1000 {
    private final BusyRooms room = new BusyRooms(MANY);

    /**
     * Opens the room.
     *
     * @param engine the engine
     */
    @Setup(Level.Trial)
    public void open(Engine engine) {
      room.open(engine.engine, List.of("many"));
    }

    /** Checks that everything has arrived. */
    @TearDown(Level.Iteration)
    public void check() {
      requireDelivered(room);
    }
  }

  /**
   * 8 rooms of 100 for each thread. The names differ in one letter, so that the rooms are spread
   * over the lanes, and two threads use different lanes.
   */
  @State(Scope.Thread)
  public static class RoomsOf100 {
    private final BusyRooms rooms = new BusyRooms(FEW);

    /**
     * Opens the rooms.
     *
     * @param engine the engine
     */
    @Setup(Level.Trial)
    public void open(Engine engine) {
      int thread = engine.threads.getAndIncrement();
      rooms.open(
          engine.engine,
          IntStream.range(0, ROOMS)
              .mapToObj(i -> "room-" + (char) ('a' + 2 * i + thread))
              .toList());
    }
  }

  private static void requireDelivered(BusyRooms rooms) {
    if (rooms.missing() != 0) {
      throw new IllegalStateException(rooms.missing() + " deliveries are missing");
    }
  }

  /**
   * One room of 100.
   *
   * @param state the room
   */
  @Benchmark
  @OperationsPerInvocation(FEW)
  public void roomOf100(RoomOf100 state) {
    state.room.send();
  }

  /**
   * One room of 1,000.
   *
   * @param state the room
   */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public void roomOf1000(RoomOf1000 state) {
    state.room.send();
  }

  /**
   * Many rooms in turn, on one thread.
   *
   * @param state the rooms
   */
  @Benchmark
  @OperationsPerInvocation(FEW)
  public void oneThread(RoomsOf100 state) {
    state.rooms.send();
  }

  /**
   * Many rooms for each of two threads. The time is that of one thread: equal to {@link #oneThread}
   * if two threads do twice as much.
   *
   * @param state the rooms
   */
  @Benchmark
  @Threads(2)
  @OperationsPerInvocation(FEW)
  public void twoThreads(RoomsOf100 state) {
    state.rooms.send();
  }
}
