package dev.chatengine.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.benchmarks.load.client.Timing;
import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.run.LoadRun;
import dev.chatengine.benchmarks.load.run.Scenario;
import dev.chatengine.benchmarks.load.server.Machine;
import dev.chatengine.benchmarks.load.server.Pinning;
import dev.chatengine.benchmarks.load.server.RunningServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A whole run sees what a server does wrong. */
class FaultsAreSeenTest {
  private static final Duration MOMENT = Duration.ofMillis(200);

  @Test
  void aFaultlessServerIsClean() throws Exception {
    assertThat(run(FaultyServer.Fault.NONE).isClean()).isTrue();
  }

  @Test
  void aDroppedMessageIsAGap() throws Exception {
    Verification seen = run(FaultyServer.Fault.DROPS);

    assertThat(seen.gaps()).isPositive();
    assertThat(seen.doubles() + seen.misrouted() + seen.damaged()).isZero();
  }

  @Test
  void aMessageThatComesTwiceIsADouble() throws Exception {
    Verification seen = run(FaultyServer.Fault.DOUBLES);

    assertThat(seen.doubles()).isPositive();
    assertThat(seen.gaps() + seen.misrouted() + seen.damaged()).isZero();
  }

  @Test
  void aMessageThatComesTooLateIsAGapAndADouble() throws Exception {
    Verification seen = run(FaultyServer.Fault.SWAPS);

    assertThat(seen.gaps()).isPositive();
    assertThat(seen.doubles()).isPositive();
  }

  @Test
  void aMessageOfAnotherRoomIsMisrouted() throws Exception {
    assertThat(run(FaultyServer.Fault.SENDS_TO_ANOTHER_ROOM).misrouted()).isPositive();
  }

  @Test
  void aMessageThatWasCutIsDamaged() throws Exception {
    assertThat(run(FaultyServer.Fault.CUTS).damaged()).isPositive();
  }

  @Test
  void whatTheServerSaysIsCounted() throws Exception {
    Map<String, Long> errors = run(FaultyServer.Fault.SAYS_ERROR).errors();

    assertThat(errors).containsOnlyKeys("Something is wrong");
  }

  @Test
  void aLostConnectionIsCounted() throws Exception {
    assertThat(run(FaultyServer.Fault.CLOSES).disconnects()).isPositive();
  }

  private static Verification run(FaultyServer.Fault fault) throws Exception {
    FaultyServer server = FaultyServer.start(fault);
    try {
      Scenario scenario = Scenario.closed("faulty", 2, 3, 1, 2);
      return new LoadRun(
              "faulty",
              new RunningServer(server.address()),
              scenario,
              new Timing(Duration.ZERO, MOMENT, MOMENT, drain(fault)),
              false,
              Machine.here(Pinning.none(), 1))
          .run()
          .verification();
    } finally {
      server.stop();
    }
  }

  /** A busy machine may take its time with the last messages; what is dropped never comes. */
  private static Duration drain(FaultyServer.Fault fault) {
    return fault == FaultyServer.Fault.NONE ? Duration.ofSeconds(30) : MOMENT;
  }
}
