package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The listeners of the host get each event of their node once. */
class ListenersTest {
  private static final String JOIN_TEA = "{\"type\":\"join_room\",\"room\":\"tea\"}";
  private static final String LEAVE = "{\"type\":\"leave_room\"}";

  private final Cluster cluster = new Cluster(2);
  private final List<String> heard = cluster.listeners.get(0).heard;

  @Test
  void listenersGetAllJoinsOfARoomThatManyOpenAtOnce() {
    RecordingConnection ann = cluster.user(0, "ann");
    RecordingConnection bob = cluster.user(0, "bob");

    ann.send(JOIN_TEA);
    bob.send(JOIN_TEA);
    cluster.pass(Duration.ofSeconds(1));

    assertThat(heard).containsExactlyInAnyOrder("ann joins tea", "bob joins tea");
  }

  @Test
  void listenersGetALeaveWhileAnotherClientOpensTheRoom() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.user(0, "bob");
    heard.clear();

    ann.send(LEAVE);
    bob.send(JOIN_TEA);
    cluster.pass(Duration.ofSeconds(1));

    assertThat(heard).containsExactlyInAnyOrder("ann leaves tea", "bob joins tea");
  }

  @Test
  void listenersGetAMessageThatWasReadBeforeItsAppendReturnedOnce() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    cluster.store.afterAppend(results -> List.of(new AppendResult.Unknown("no answer")));
    cluster.say(ann, "one");
    cluster.store.afterAppend(UnaryOperator.identity());
    cluster.say(ann, "two");
    cluster.send(ann, LEAVE);
    cluster.pass(Duration.ofSeconds(5));

    assertThat(heard).containsExactly("ann joins tea", "ann: one", "ann: two", "ann leaves tea");
  }

  @Test
  void listenersGetAPostThatIsStoredWhileItsRoomOpens() {
    RecordingConnection ann = cluster.user(0, "ann");
    cluster.nodes.get(0).post("tea", User.system(), "welcome");
    ann.send(JOIN_TEA);
    cluster.pass(Duration.ofSeconds(1));

    assertThat(heard).containsExactlyInAnyOrder("ann joins tea", "system: welcome");
  }

  @Test
  void listenersGetAMessageWhoseSenderLeavesBeforeItIsDelivered() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    cluster.deaf = true;
    cluster.say(bob, "one");
    cluster.deaf = false;

    ann.send("{\"type\":\"chat_message\",\"content\":\"two\"}");
    ann.send(LEAVE);
    cluster.pass(Duration.ofSeconds(5));

    assertThat(heard).contains("ann: two");
  }

  @Test
  void expiriesInRoomsWithoutLocalMembersAreNotAnnounced() {
    cluster.member(1, "bob", "tea");
    cluster.cutOff(1);
    cluster.pass(Duration.ofMinutes(1));

    assertThat(heard).isEmpty();
  }
}
