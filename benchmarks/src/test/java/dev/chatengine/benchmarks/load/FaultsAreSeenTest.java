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
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A whole run sees what a server does wrong. */
class FaultsAreSeenTest {
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void aFaultlessServerIsClean() throws Exception {
    assertThat(run(FaultyServer.Fault.NONE, MOMENT).isClean()).isTrue();
  }

  @Test
  void aDroppedMessageIsAGap() throws Exception {
    Verification seen = run(FaultyServer.Fault.DROPS, it -> it.gaps() > 0);

    assertThat(seen.gaps()).isPositive();
    assertThat(seen.duplicates() + seen.misrouted() + seen.damaged()).isZero();
  }

  @Test
  void aMessageThatComesTwiceIsADouble() throws Exception {
    Verification seen = run(FaultyServer.Fault.DUPLICATES, it -> it.duplicates() > 0);

    assertThat(seen.duplicates()).isPositive();
    assertThat(seen.gaps() + seen.misrouted() + seen.damaged()).isZero();
  }

  @Test
  void aMessageThatComesTooLateIsAGapAndADouble() throws Exception {
    Verification seen = run(FaultyServer.Fault.SWAPS, it -> it.gaps() > 0 && it.duplicates() > 0);

    assertThat(seen.gaps()).isPositive();
    assertThat(seen.duplicates()).isPositive();
  }

  @Test
  void aMessageOfAnotherRoomIsMisrouted() throws Exception {
    assertThat(run(FaultyServer.Fault.SENDS_TO_ANOTHER_ROOM, it -> it.misrouted() > 0).misrouted())
        .isPositive();
  }

  @Test
  void aMessageThatWasCutIsDamaged() throws Exception {
    assertThat(run(FaultyServer.Fault.CUTS, it -> it.damaged() > 0).damaged()).isPositive();
  }

  @Test
  void whatTheServerSaysIsCounted() throws Exception {
    Map<String, Long> errors =
        run(FaultyServer.Fault.SAYS_ERROR, it -> !it.errors().isEmpty()).errors();

    assertThat(errors).containsOnlyKeys("Something is wrong");
  }

  @Test
  void aLostConnectionIsCounted() throws Exception {
    assertThat(run(FaultyServer.Fault.CLOSES, it -> it.disconnects() > 0).disconnects())
        .isPositive();
  }

  /**
   * Runs longer and longer until the fault is seen: on a busy machine little happens in a moment.
   */
  private static Verification run(FaultyServer.Fault fault, Predicate<Verification> isSeen)
      throws Exception {
    Duration time = MOMENT;
    Verification seen = run(fault, time);
    while (!isSeen.test(seen) && time.compareTo(LONG) < 0) {
      time = time.multipliedBy(2);
      seen = run(fault, time);
    }
    return seen;
  }

  private static Verification run(FaultyServer.Fault fault, Duration time) throws Exception {
    FaultyServer server = FaultyServer.start(fault);
    try {
      Scenario scenario = Scenario.closed("faulty", 2, 3, 1, 2);
      return new LoadRun(
              "faulty",
              new RunningServer(server.address()),
              scenario,
              new Timing(Duration.ZERO, time, time, drain(fault, time)),
              false,
              Machine.here(Pinning.none(), 1))
          .run()
          .verification();
    } finally {
      server.stop();
    }
  }

  /** A busy machine may take its time with the last messages; what is dropped never comes. */
  private static Duration drain(FaultyServer.Fault fault, Duration time) {
    return fault == FaultyServer.Fault.NONE ? Duration.ofSeconds(30) : time;
  }
}
