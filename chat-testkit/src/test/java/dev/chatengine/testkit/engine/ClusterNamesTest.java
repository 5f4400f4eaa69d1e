package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.SessionRecord;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of users on two nodes after an outage or a data loss of the registry. */
class ClusterNamesTest {
  private static final Room TEA = new Room("tea");
  private static final Duration LEASE = Duration.ofSeconds(10);

  private final Cluster cluster = new Cluster(2);
  private final RecordingConnection ann = cluster.member(1, "ann", "tea");
  private final RecordingConnection newcomer = cluster.user(0, "newcomer");

  ClusterNamesTest() {
    cluster.pass(LEASE.multipliedBy(2));
    ann.takeFrames();
    newcomer.takeFrames();
  }

  @Test
  void aHolderKeepsItsNameThoughItsNodeRegistersItLast() {
    cluster.cutOff(1);
    cluster.registryLosesItsMemory();
    cluster.pass(Duration.ofSeconds(6));
    want("ann");
    assertThat(newcomer.takeFrames()).isEmpty();

    cluster.reconnect(1);
    cluster.pass(LEASE);

    assertThat(Frames.codes(newcomer)).containsExactly("username_taken");
    annIsUntouched();
  }

  @Test
  void aClaimBeforeItsNodeHasNoticedTheLossWaitsToo() {
    cluster.cutOff(1);
    cluster.registryLosesItsMemory();
    want("ann");
    cluster.pass(Duration.ofSeconds(3));
    assertThat(newcomer.takeFrames()).isEmpty();

    cluster.reconnect(1);
    cluster.pass(LEASE);

    assertThat(Frames.codes(newcomer)).containsExactly("username_taken");
    annIsUntouched();
  }

  @Test
  void aFreeNameIsGrantedAfterAllNodesHadTimeToRegister() {
    cluster.registryLosesItsMemory();
    cluster.pass(Duration.ofSeconds(6));

    want("bob");
    assertThat(newcomer.takeFrames()).isEmpty();
    cluster.pass(LEASE);

    assertThat(Frames.types(newcomer)).containsExactly("username_set");
  }

  @Test
  void aNameOfTheSameNodeIsTakenAtOnceAfterALoss() {
    cluster.user(0, "bob");
    cluster.registryLosesItsMemory();
    cluster.pass(Duration.ofSeconds(6));

    want("bob");

    assertThat(Frames.codes(newcomer)).containsExactly("username_taken");
  }

  @Test
  void aClientThatLeavesWhileItsClaimWaitsIsGoneAtOnce() {
    cluster.registryLosesItsMemory();
    cluster.pass(Duration.ofSeconds(6));
    want("bob");

    newcomer.disconnect();
    cluster.pass(Duration.ofSeconds(2));

    assertThat(cluster.nodes.get(0).stats().connections()).isZero();
  }

  @Test
  void aReplyFromBeforeTheLossMarksNobodyAsGone() {
    RecordingConnection watcher = cluster.member(0, "watcher", "tea");
    ann.takeFrames();
    cluster.cutOff(1);
    cluster.pools.hold("chat-lease");
    cluster.pass(LEASE.dividedBy(2));
    assertThat(cluster.pools.held()).as("renewals under way").isPositive();
    cluster.registryLosesItsMemory();
    theNewMemoryHasHigherVersions();

    cluster.receivers.get(0).mayHaveMissed(Set.of());
    cluster.pass(Duration.ofMillis(100));
    cluster.pools.release();
    cluster.pass(Duration.ofSeconds(2));
    cluster.reconnect(1);
    cluster.pass(LEASE);

    assertThat(watcher.takeFrames()).isEmpty();
    annIsUntouched();
  }

  /** Whether the registry loses its memory, and which node registers first. */
  @ParameterizedTest
  @CsvSource({"true,0", "true,1", "false,0"})
  void aNewcomerGivesBackANameThatItWasGivenDuringAnOutage(boolean isLost, int first) {
    newcomerBecomesAnnDuringAnOutage();
    if (isLost) {
      cluster.registryLosesItsMemory();
    }
    cluster.reconnect(first);
    cluster.pass(Duration.ofSeconds(3));
    cluster.reconnect(1 - first);
    cluster.pass(LEASE);

    newcomerHasLostItsNameAndNothingElse();
  }

  /** As those of a registry are whose versions never go back, not even when it loses its memory. */
  private void theNewMemoryHasHigherVersions() {
    SessionRecord session =
        new SessionRecord(
            "s", "elsewhere", User.builder("s").build(), Duration.ZERO, Set.of(), null);
    cluster.registry().register(session, Duration.ZERO);
    for (int i = 0; i < 10; i++) {
      cluster.registry().join("s", TEA);
      cluster.registry().leave("s", TEA);
    }
  }

  private void newcomerBecomesAnnDuringAnOutage() {
    cluster.cutOff(0);
    cluster.cutOff(1);
    cluster.pass(Duration.ofSeconds(8));
    want("ann");
    cluster.send(newcomer, "{\"type\":\"join_room\",\"room\":\"tea\"}");
    assertThat(Frames.types(newcomer))
        .containsExactly("username_set", "room_joined", "message_history", "room_users");
  }

  private void newcomerHasLostItsNameAndNothingElse() {
    assertThat(Frames.codes(newcomer)).containsExactly("username_taken");
    ann.takeFrames();
    cluster.say(ann, "hello");
    assertThat(Frames.contents(newcomer)).containsExactly("hello");
    cluster.say(newcomer, "in vain");
    assertThat(Frames.codes(newcomer)).containsExactly("username_required");
    want("anne");
    assertThat(Frames.types(newcomer)).containsExactly("username_set");
    cluster.say(newcomer, "well");
    assertThat(Frames.contents(ann)).containsExactly("hello", "well");
    assertThat(cluster.registry().members(TEA).members())
        .extracting(Member::username)
        .containsExactlyInAnyOrder("ann", "anne");
  }

  private void annIsUntouched() {
    assertThat(ann.takeFrames()).isEmpty();
    cluster.say(ann, "hello");
    assertThat(Frames.contents(ann)).containsExactly("hello");
  }

  private void want(String name) {
    cluster.send(newcomer, "{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
  }
}
