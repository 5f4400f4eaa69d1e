package dev.chatengine.benchmarks.engine;

import dev.chatengine.ChatEngine;
import dev.chatengine.spi.RateLimit;
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
 * The cost of joining and leaving a room: two frames for each member, and for the guest the list of
 * members and the history.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class JoinBenchmark {
  private static final String ROOM = "room";

  /** How many members are in the room already. */
  @Param({"10", "100", "1000", "5000"})
  public int members = 10;

  private ChatEngine engine = ChatEngine.create();
  private RoomOfMembers room = new RoomOfMembers(engine, ROOM, 0);
  private SilentMember guest = new SilentMember(engine, "guest");
  private long visits;
  private long receivedBefore;

  /** Opens the room. */
  @Setup(Level.Trial)
  public void open() {
    engine.close();
    engine = ChatEngine.builder().connectionRate(RateLimit.UNLIMITED).build();
    room = new RoomOfMembers(engine, ROOM, members);
    guest = new SilentMember(engine, "guest");
    receivedBefore = room.received();
  }

  /** Checks that all members were notified of each visit. */
  @TearDown(Level.Iteration)
  public void check() {
    long notices = room.received() - receivedBefore;
    if (notices != 2 * visits * members) {
      throw new IllegalStateException(notices + " notices of " + visits + " visits");
    }
  }

  /** Closes the engine. */
  @TearDown(Level.Trial)
  public void close() {
    engine.close();
  }

  /** A guest joins and leaves. */
  @Benchmark
  public void joinAndLeave() {
    guest.join(ROOM);
    guest.leave(ROOM);
    visits++;
  }
}
