package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.FrameType;
import dev.chatengine.benchmarks.load.client.Layout;
import dev.chatengine.benchmarks.load.client.LoadClient;
import dev.chatengine.benchmarks.load.client.Login;
import dev.chatengine.benchmarks.load.client.Measured;
import dev.chatengine.benchmarks.load.client.Timing;
import dev.chatengine.benchmarks.load.server.Machine;
import dev.chatengine.benchmarks.load.server.Server;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many connected clients join one room at once, while another room continues. */
public final class BurstRun {
  private static final int PAYLOAD = 100;

  private final String name;
  private final Server server;
  private final int joins;
  private final Timing timing;
  private final Machine machine;

  private long answered;

  /**
   * Prepares a run.
   *
   * @param name the server's name
   */
  public BurstRun(String name, Server server, int joins, Timing timing, Machine machine) {
    this.name = name;
    this.server = server;
    this.joins = joins;
    this.timing = timing;
    this.machine = machine;
  }

  public BurstResult run() throws IOException {
    Layout layout = new Layout(1, joins, 0, 1);
    Login login = new Login(layout, LoadRun.tag(), false);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (LoadClient crowd = new LoadClient(server.address(), layout, login, PAYLOAD, false)) {
      crowd.connect(Timing.LOGIN);
      SteadyRoom room = new SteadyRoom(server, timing);
      Future<SteadyRoom.Outcome> outcome = thread.submit(room::run);
      try {
        crowd.runUntil(room::isMeasuredBefore, Timing.LOGIN);
        return burst(crowd, room, outcome);
      } finally {
        room.end();
      }
    } finally {
      thread.shutdown();
    }
  }

  private BurstResult burst(LoadClient crowd, SteadyRoom room, Future<SteadyRoom.Outcome> outcome)
      throws IOException {
    crowd.onFrames((connection, type) -> received(type));
    Measured measured = crowd.measured();
    long start = System.nanoTime();
    measured.start(start);
    for (int i = 0; i < joins; i++) {
      crowd.join(crowd.connection(i));
    }
    crowd.runUntil(() -> answered >= joins || !crowd.lost().isEmpty(), Timing.LOGIN);
    double joined = seconds(start, System.nanoTime());
    crowd.settle();
    measured.stop(System.nanoTime());
    room.end();
    SteadyRoom.Outcome other = get(outcome);
    return new BurstResult(
        "burst",
        name,
        joins,
        other.before(),
        other.during(),
        joined,
        seconds(start, crowd.lastReceived()),
        measured.frames(),
        measured.bytes(),
        other.verification().and(crowd.verification()).andMissing(joins - answered),
        machine);
  }

  private void received(FrameType type) {
    if (type == FrameType.ROOM_USERS) {
      answered++;
    }
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }

  private static SteadyRoom.Outcome get(Future<SteadyRoom.Outcome> outcome) throws IOException {
    try {
      return outcome.get();
    } catch (ExecutionException e) {
      throw new IOException("the other room has failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
