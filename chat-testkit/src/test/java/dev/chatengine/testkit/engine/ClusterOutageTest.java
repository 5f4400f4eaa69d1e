package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node that is cut off from the others for a shorter or longer time than its lease. */
class ClusterOutageTest {
  private static final Room TEA = new Room("tea");
  private static final Duration A_LITTLE = Duration.ofSeconds(3);
  private static final Duration SHORT = Duration.ofSeconds(7);
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(40);

  private final Cluster cluster = new Cluster(3);
  private final RecordingConnection ann = cluster.member(0, "ann", "tea");
  private final RecordingConnection bob = cluster.member(1, "bob", "tea");
  private final RecordingConnection carl = cluster.member(1, "carl", "tea");
  private final RecordingConnection dan = cluster.member(2, "dan", "tea");

  ClusterOutageTest() {
    List.of(ann, bob, carl, dan).forEach(RecordingConnection::takeFrames);
  }

  private void outageOfNode1(Duration time) {
    cluster.cutOff(1);
    cluster.pass(time);
    cluster.reconnect(1);
    cluster.pass(Duration.ofSeconds(20));
  }

  @Test
  void anOutageThatIsShorterThanALeaseIsSeenByNobody() {
    outageOfNode1(SHORT);

    sawNothing(ann, bob, carl, dan);
    everybodyIsThere();
  }

  @Test
  void aUserWhoWasCutOffForLongIsSeenToLeaveAndReturn() {
    outageOfNode1(LONGER_THAN_A_LEASE);

    for (RecordingConnection client : List.of(ann, dan)) {
      assertThat(Frames.types(client))
          .containsExactly("user_left", "user_left", "user_joined", "user_joined");
    }
    sawNothing(bob, carl);
    everybodyIsThere();
  }

  @Test
  void aNodeKeepsItsOwnSessionsWhateverOthersReport() {
    cluster.cutOffFromRegistry(1);
    cluster.pass(LONGER_THAN_A_LEASE);
    assertThat(Frames.types(ann)).containsExactly("user_left", "user_left");
    sawNothing(bob, carl);

    cluster.reconnect(1);
    assertThat(Frames.types(ann)).containsExactly("user_joined", "user_joined");
    assertThat(bob.takeFrames()).isEmpty();
    everybodyIsThere();
  }

  @Test
  void aUserWhoReturnsSoonAfterATotalOutageIsNotSeenToLeave() {
    List.of(0, 1, 2).forEach(cluster::cutOff);
    cluster.pass(LONGER_THAN_A_LEASE);
    cluster.reconnect(0);
    cluster.pass(A_LITTLE);
    cluster.reconnect(1);
    cluster.reconnect(2);
    cluster.pass(Duration.ofSeconds(30));

    sawNothing(ann, bob, carl, dan);
    everybodyIsThere();
  }

  @Test
  void aUserWhoDoesNotReturnAfterATotalOutageIsSeenToLeave() {
    List.of(0, 1, 2).forEach(cluster::cutOff);
    cluster.pass(LONGER_THAN_A_LEASE);
    cluster.reconnect(0);
    cluster.reconnect(2);
    cluster.pass(Duration.ofSeconds(20));

    assertThat(Frames.types(ann)).containsExactly("user_left", "user_left");
    assertThat(Frames.types(dan)).containsExactly("user_left", "user_left");
  }

  @Test
  void aUserWithAConnectionOnAnotherNodeIsNotSeenToLeave() {
    RecordingConnection first = cluster.knownMember(0, "kim", "tea");
    cluster.knownMember(2, "kim", "tea");
    List.of(ann, dan).forEach(RecordingConnection::takeFrames);

    cluster.cutOff(0);
    first.disconnect();
    cluster.pass(SHORT);
    cluster.reconnect(0);
    cluster.pass(Duration.ofSeconds(20));

    sawNothing(ann, dan);
  }

  @Test
  void aUserWhoseLastConnectionEndedMeanwhileIsSeenToLeaveOnce() {
    isSeenToLeaveOnce(cluster.knownMember(0, "kim", "tea"));
  }

  @Test
  void aGuestWhoseConnectionEndedMeanwhileIsSeenToLeaveOnce() {
    isSeenToLeaveOnce(cluster.member(0, "kim", "tea"));
  }

  private void isSeenToLeaveOnce(RecordingConnection kim) {
    List.of(ann, dan).forEach(RecordingConnection::takeFrames);
    cluster.cutOff(0);
    kim.disconnect();
    cluster.pass(SHORT);
    cluster.reconnect(0);
    cluster.pass(Duration.ofSeconds(20));

    assertThat(Frames.types(ann)).containsExactly("user_left");
    assertThat(Frames.types(dan)).containsExactly("user_left");
  }

  @Test
  void aNodeThatIsCutOffClosesAtOnceAndItsUsersLeaveWithItsLease() {
    cluster.cutOff(1);
    var closed = cluster.nodes.get(1).shutdown(Duration.ofSeconds(10)).toCompletableFuture();
    cluster.pass(Duration.ofSeconds(1));
    assertThat(closed).isDone();
    assertThat(bob.closeCode()).isEqualTo(CloseCode.RESTARTING);

    cluster.pass(Duration.ofSeconds(15));
    assertThat(Frames.types(ann)).containsExactly("user_left", "user_left");
  }

  @Test
  void anExpiredLeaseIsNoticedAlsoWhenTheReplyIsLost() {
    // Who is in a room would be missed there; who is in none has but its name.
    cluster.user(1, "eve");
    cluster.cutOff(1);
    cluster.pass(LONGER_THAN_A_LEASE);
    cluster.loseAnswers(1, true);
    cluster.pass(SHORT);
    cluster.loseAnswers(1, false);
    cluster.reconnect(1);
    cluster.pass(Duration.ofSeconds(20));

    assertThat(Frames.codes(cluster.user(0, "eve"))).containsExactly("username_taken");
    everybodyIsThere();
  }

  private static void sawNothing(RecordingConnection... clients) {
    assertThat(clients).allSatisfy(client -> assertThat(client.takeFrames()).isEmpty());
  }

  private void everybodyIsThere() {
    assertThat(cluster.registry().members(TEA).members())
        .extracting(Member::username)
        .containsExactlyInAnyOrder("ann", "bob", "carl", "dan");
  }
}
