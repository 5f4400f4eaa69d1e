package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Events that arrive during a join of a room that has members on other nodes. */
class ClusterJoinTest {
  private static final int MORE_THAN_A_HISTORY = 60;
  private static final String JOIN_TEA = "{\"type\":\"join_room\",\"room\":\"tea\"}";

  private final Cluster cluster = new Cluster(2);

  @Test
  void aClientThatRejoinsBeforeItsLeaveTakesEffectIsAMember() {
    RecordingConnection carl = cluster.member(0, "carl", "tea");
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    cluster.slow = true;
    cluster.member(1, "bob", "tea");
    cluster.slow = false;
    // The leave comes after bob's coming, of which this node has not heard yet.
    cluster.send(ann, "{\"type\":\"leave_room\"}");
    cluster.failingOnRegistry.add("join");
    ann.takeFrames();
    carl.takeFrames();

    cluster.store.duringReads(cluster::arrive);
    cluster.send(ann, JOIN_TEA);

    JsonNode users = Frames.fresh(ann).get(2);
    assertThat(users.path("users").findValuesAsText("username"))
        .containsExactlyInAnyOrder("carl", "bob", "ann");
    assertThat(Frames.types(carl)).containsExactly("user_joined");
  }

  @Test
  void aHistoryThatCannotBeReadASecondTimeIsNotShown() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    cluster.member(1, "bob", "tea");
    cluster.deaf = true;
    for (int i = 1; i <= MORE_THAN_A_HISTORY; i++) {
      cluster.say(ann, "number " + i);
    }
    RecordingConnection carl = cluster.user(1, "carl");

    // The second node has heard of none of them, so what the history shows is ahead of it.
    AtomicInteger reads = new AtomicInteger();
    cluster.store.duringReads(() -> cluster.store.failReads(reads.incrementAndGet() > 1));
    cluster.send(carl, JOIN_TEA);
    cluster.store.duringReads(() -> {});
    cluster.store.failReads(false);
    cluster.pass(Duration.ofSeconds(3));

    List<Long> shown = new ArrayList<>();
    for (JsonNode frame : Frames.fresh(carl)) {
      frame.path("messages").forEach(message -> shown.add(message.path("seq").asLong()));
      if (frame.path("type").asText().equals("message_received")) {
        shown.add(frame.path("seq").asLong());
      }
    }
    assertThat(shown).isSorted().doesNotHaveDuplicates().endsWith((long) MORE_THAN_A_HISTORY);
  }
}
