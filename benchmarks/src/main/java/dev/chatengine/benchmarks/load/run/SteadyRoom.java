package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Layout;
import dev.chatengine.benchmarks.load.client.LoadClient;
import dev.chatengine.benchmarks.load.client.Login;
import dev.chatengine.benchmarks.load.client.Measured;
import dev.chatengine.benchmarks.load.client.Timing;
import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Server;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * A room that sends at a steady pace on a thread of its own, while something else loads the server.
 */
final class SteadyRoom {
  private static final Scenario PACE = Scenario.open("steady", 1, 10, 1, 200);

  private final LoadClient client;
  private final Timing timing;
  private final CountDownLatch calm = new CountDownLatch(1);
  private volatile boolean over;

  /** Connects its members. */
  SteadyRoom(Server server, Timing timing) throws IOException {
    Layout layout = PACE.layout();
    this.timing = timing;
    client =
        new LoadClient(
            server.address(),
            layout,
            new Login(layout, LoadRun.tag(), true),
            PACE.payload(),
            false);
    try {
      client.connect(Timing.LOGIN);
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** Whether the time before the load is measured. */
  boolean isMeasuredBefore() {
    return calm.getCount() == 0;
  }

  /** Ends the run: the load is over. */
  void end() {
    over = true;
  }

  /** The latencies and faults. */
  record Outcome(
      BurstResult.Latency before, BurstResult.Latency during, Verification verification) {}

  /** Sends until {@link #end}. */
  Outcome run() throws IOException {
    try (client) {
      client.start(PACE.pace(client.layout()));
      client.runFor(timing.warmUp());
      Measured measured = client.measured();
      measured.start(System.nanoTime());
      client.runFor(timing.measured());
      measured.stop(System.nanoTime());
      BurstResult.Latency before = BurstResult.Latency.of(measured);
      measured.start(System.nanoTime());
      calm.countDown();
      client.runUntil(() -> over, Timing.LOGIN);
      measured.stop(System.nanoTime());
      client.stop();
      client.drain(timing.drain());
      return new Outcome(before, BurstResult.Latency.of(measured), client.verification());
    } finally {
      calm.countDown();
    }
  }
}
