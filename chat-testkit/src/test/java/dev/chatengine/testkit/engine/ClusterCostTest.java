package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Room;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The number of calls of the store and the registry, which is the cost of several nodes. */
class ClusterCostTest {
  private static final Room TEA = new Room("tea");
  private static final Duration A_WHILE = Duration.ofSeconds(9);
  private static final Duration LESS_THAN_OVERTAKING_TAKES = Duration.ofMillis(15);
  private static final int MANY = 200;

  private final Cluster cluster = new Cluster(2);

  @Test
  void anUnknownChangeIsNotQueriedAgainAndAgain() {
    cluster.member(0, "ann", "tea");
    for (int i = 0; i < 10; i++) {
      cluster.member(1, "guest" + i, "tea").disconnect();
    }
    cluster.slow = true;
    cluster.member(1, "bob", "tea");
    cluster.slow = false;
    cluster.registryLosesItsMemory();
    cluster.pass(Duration.ofMinutes(1));
    cluster.callsOf("members");

    cluster.arrive();
    cluster.pass(A_WHILE);

    assertThat(cluster.callsOf("members")).isBetween(1, 4);
  }

  @Test
  void messagesThatOvertakeEachOtherOnTheBusCostNoReads() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    ann.takeFrames();
    cluster.callsOf("after");
    cluster.slow = true;
    for (int i = 0; i < MANY; i++) {
      ann.send("{\"type\":\"chat_message\",\"content\":\"ann " + i + "\"}");
      bob.send("{\"type\":\"chat_message\",\"content\":\"bob " + i + "\"}");
      bob.send("{\"type\":\"chat_message\",\"content\":\"bob again " + i + "\"}");
      cluster.pass(LESS_THAN_OVERTAKING_TAKES);
      cluster.arriveInReverse();
    }
    cluster.pass(A_WHILE);

    List<String> seenByAnn = Frames.contents(ann);
    assertThat(seenByAnn).hasSize(3 * MANY);
    assertThat(Frames.contents(bob)).isEqualTo(seenByAnn);
    assertThat(cluster.callsOf("after")).isZero();
  }

  @Test
  void aLostMessageIsNotQueriedAgainAndAgain() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    cluster.member(1, "bob", "tea");
    cluster.say(ann, "one");
    cluster.store.backUp(TEA);
    cluster.slow = true;
    cluster.say(ann, "two");
    cluster.say(ann, "three");
    cluster.store.restoreBackup();
    cluster.callsOf("after");

    cluster.arriveButTheFirst();
    cluster.pass(A_WHILE);

    assertThat(cluster.callsOf("after")).isBetween(1, 15);
  }
}
