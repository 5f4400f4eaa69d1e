package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.FrameType;
import dev.chatengine.benchmarks.load.client.Layout;
import dev.chatengine.benchmarks.load.client.LoadClient;
import dev.chatengine.benchmarks.load.client.LoadConnection;
import dev.chatengine.benchmarks.load.client.Login;
import dev.chatengine.benchmarks.load.client.Measured;
import dev.chatengine.benchmarks.load.client.Timing;
import dev.chatengine.benchmarks.load.server.CpuClock;
import dev.chatengine.benchmarks.load.server.Machine;
import dev.chatengine.benchmarks.load.server.Server;
import java.io.IOException;
import java.time.Duration;

/**
 * A visitor joins a room and leaves it, again and again; each time after all residents have the
 * notices of the last visit.
 */
public final class VisitRun {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PAYLOAD = 100;

  private final String name;
  private final Server server;
  private final int residents;
  private final Timing timing;
  private final Machine machine;

  private long joined;
  private long left;
  private long ownAnswers;

  /**
   * Prepares a run.
   *
   * @param name the server's name
   * @param residents the number of members that stay in the room
   */
  public VisitRun(String name, Server server, int residents, Timing timing, Machine machine) {
    this.name = name;
    this.server = server;
    this.residents = residents;
    this.timing = timing;
    this.machine = machine;
  }

  public VisitResult run() throws IOException {
    Layout layout = new Layout(1, residents + 1, 0, 1);
    Login login = new Login(layout, LoadRun.tag(), false);
    try (LoadClient client = new LoadClient(server.address(), layout, login, PAYLOAD, false)) {
      client.connect(Timing.LOGIN);
      client.join(residents);
      client.onFrames((connection, type) -> received(connection.index(), type));
      visitFor(client, timing.warmUp());
      Measured measured = client.measured();
      CpuClock start = CpuClock.read(server);
      measured.start(System.nanoTime());
      long visits = visitFor(client, timing.measured());
      measured.stop(System.nanoTime());
      return result(client, visits, CpuClock.read(server).serverSince(start));
    }
  }

  private VisitResult result(LoadClient client, long visits, double cpu) {
    Measured measured = client.measured();
    return new VisitResult(
        "visits",
        name,
        residents,
        visits,
        visits / measured.seconds(),
        Result.known(cpu * 1e6 / visits),
        (double) measured.frames() / visits,
        (double) measured.bytes() / visits,
        Result.known(cpu * 1e6 / measured.frames()),
        client.verification(),
        machine);
  }

  private void received(int connection, FrameType type) {
    switch (type) {
      case USER_JOINED -> joined++;
      case USER_LEFT -> left++;
      case ROOM_USERS, ROOM_LEFT -> {
        if (connection == residents) {
          ownAnswers++;
        }
      }
      default -> {}
    }
  }

  /** Returns the number of visits, at least one. */
  private long visitFor(LoadClient client, Duration time) throws IOException {
    LoadConnection visitor = client.connection(residents);
    long end = System.nanoTime() + time.toNanos();
    long visits = 0;
    while (visits == 0 || System.nanoTime() - end < 0) {
      client.join(visitor);
      await(client, joined + residents, left);
      client.leave(visitor);
      await(client, joined, left + residents);
      visits++;
    }
    return visits;
  }

  /** Waits until all residents have the notices, and the visitor has the answer. */
  private void await(LoadClient client, long allJoined, long allLeft) throws IOException {
    long answers = ownAnswers + 1;
    boolean inTime =
        client.runUntil(
            () -> joined >= allJoined && left >= allLeft && ownAnswers >= answers, PATIENCE);
    if (!inTime || joined != allJoined || left != allLeft || ownAnswers != answers) {
      throw new IOException(
          "of "
              + residents
              + " residents "
              + (joined - allJoined + residents)
              + " or "
              + (left - allLeft + residents)
              + " were notified");
    }
  }
}
