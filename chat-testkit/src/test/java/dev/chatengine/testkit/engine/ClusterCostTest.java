package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Room;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often the store and the registry are asked, which is what several nodes cost. */
class ClusterCostTest {
  private static final Room TEA = new Room("tea");
  private static final Duration A_WHILE = Duration.ofSeconds(9);

  private final Cluster cluster = new Cluster(2);

  @Test
  void aChangeOfWhichTheRegistryKnowsNothingIsNotAskedForOverAndOver() {
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
  void aMessageThatTheStoreHasLostIsNotAskedForOverAndOver() {
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
