package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.ChatEngine;
import dev.chatengine.memory.LocalBus;
import dev.chatengine.model.Head;
import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clients of two nodes can do all that two clients of one node can do. */
class ClusterTest {
  private static final Room TEA = new Room("tea");

  private final Cluster cluster = new Cluster(3);

  @Test
  void aRoomIsOneRoomOnAllNodes() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.user(1, "bob");
    bob.takeFrames();
    cluster.send(bob, "{\"type\":\"join_room\",\"room\":\"tea\"}");

    JsonNode users = Frames.fresh(bob).get(2);
    assertThat(users.path("users").findValuesAsText("username")).containsExactly("ann", "bob");
    assertThat(Frames.types(ann)).containsExactly("user_joined");

    cluster.say(ann, "one");
    cluster.say(bob, "two");
    assertThat(Frames.contents(ann)).containsExactly("one", "two");
    assertThat(Frames.contents(bob)).containsExactly("one", "two");

    cluster.send(bob, "{\"type\":\"typing_start\"}");
    assertThat(Frames.types(ann)).containsExactly("typing_indicator");
    assertThat(Frames.types(bob)).isEmpty();

    bob.disconnect();
    cluster.pass(Duration.ofMillis(50));
    assertThat(Frames.types(ann)).containsExactly("user_left");
  }

  @Test
  void aNameIsTakenOnAllNodes() {
    cluster.user(0, "ann");
    RecordingConnection other = cluster.user(1, "ann");

    assertThat(Frames.codes(other)).containsExactly("username_taken");
  }

  @Test
  void aPrivateMessageReachesAUserOnAnotherNode() {
    RecordingConnection ann = cluster.user(0, "ann");
    RecordingConnection bob = cluster.user(1, "bob");
    String bobsId = Frames.fresh(bob).get(0).path("clientId").asText();
    ann.takeFrames();

    cluster.whisper(ann, bobsId, "psst");

    JsonNode received = Frames.only(bob);
    JsonNode sent = Frames.only(ann);
    assertThat(received.path("type").asText()).isEqualTo("private_message");
    assertThat(sent.path("type").asText()).isEqualTo("private_message_sent");
    for (JsonNode frame : List.of(received, sent)) {
      assertThat(frame.path("content").asText()).isEqualTo("psst");
      assertThat(frame.path("fromUsername").asText()).isEqualTo("ann");
      assertThat(frame.path("toId").asText()).isEqualTo(bobsId);
      assertThat(frame.path("toUsername").asText()).isEqualTo("bob");
    }
  }

  @Test
  void aDuplicatedBusEventIsSeenOnce() {
    cluster.doubling = true;
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.user(1, "bob");
    String bobsId = Frames.fresh(bob).get(0).path("clientId").asText();
    cluster.send(bob, "{\"type\":\"join_room\",\"room\":\"tea\"}");
    assertThat(Frames.types(ann)).containsExactly("user_joined");
    bob.takeFrames();

    cluster.say(ann, "hello");
    cluster.whisper(ann, bobsId, "psst");
    ann.disconnect();
    cluster.pass(Duration.ofSeconds(1));

    assertThat(Frames.types(bob))
        .containsExactly("message_received", "private_message", "user_left");
  }

  @Test
  void anUnpublishedPrivateMessageIsNotAcknowledged() {
    RecordingConnection ann = cluster.user(0, "ann");
    RecordingConnection bob = cluster.user(1, "bob");
    String bobsId = Frames.fresh(bob).get(0).path("clientId").asText();
    ann.takeFrames();
    cluster.failingOnBus.add("publish");

    cluster.whisper(ann, bobsId, "psst");

    assertThat(Frames.types(ann)).containsExactly("error");
    assertThat(cluster.nodes.get(0).health().broadcaster()).isPresent();

    cluster.failingOnBus.clear();
    cluster.pass(Duration.ofSeconds(5));
    assertThat(cluster.nodes.get(0).health().isDegraded()).isFalse();
  }

  @Test
  void theHostSpeaksToAndDisconnectsUsersOnAnyNode() {
    RecordingConnection bob = cluster.user(2, "bob");
    String bobsId = Frames.fresh(bob).get(0).path("clientId").asText();

    var sent = cluster.nodes.get(0).send(bobsId, User.system(), "hello").toCompletableFuture();
    cluster.pass(Duration.ofMillis(10));
    assertThat(sent.join()).isTrue();
    assertThat(Frames.types(bob)).containsExactly("private_message");

    var closed = cluster.nodes.get(1).disconnect(bobsId, "bye").toCompletableFuture();
    cluster.pass(Duration.ofMillis(10));
    assertThat(closed.join()).isEqualTo(1);
    assertThat(bob.closeCode()).isEqualTo(CloseCode.REPLACED);
    assertThat(bob.closeReason()).isEqualTo("bye");
  }

  @Test
  void aLostBusEventIsFoundAfterMayHaveMissed() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    ann.takeFrames();
    cluster.deaf = true;
    cluster.say(ann, "lost on its way");
    RecordingConnection carl = cluster.member(0, "carl", "tea");
    assertThat(bob.takeFrames()).isEmpty();

    cluster.receivers.get(1).mayHaveMissed(Set.of());
    cluster.pass(Duration.ofMillis(100));
    assertThat(Frames.types(bob)).containsExactlyInAnyOrder("message_received", "user_joined");

    carl.disconnect();
    cluster.pass(Duration.ofMillis(10));
    cluster.receivers.get(1).mayHaveMissed(Set.of(TEA));
    cluster.pass(Duration.ofMillis(100));
    assertThat(Frames.types(bob)).containsExactly("user_left");
  }

  @Test
  void aLostLeaveAndALostLastMessageMendThemselves() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    cluster.deaf = true;
    cluster.say(ann, "the last");
    ann.disconnect();
    cluster.pass(Duration.ofSeconds(31));

    assertThat(Frames.types(bob)).containsExactlyInAnyOrder("user_left", "message_received");
  }

  @Test
  void unpublishedEventsAreFoundWhenTheBusAcceptsEnvelopesAgain() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    ann.takeFrames();
    cluster.failingOnBus.add("publish");
    cluster.say(ann, "hello");
    assertThat(Frames.contents(ann)).containsExactly("hello");
    assertThat(bob.takeFrames()).isEmpty();
    assertThat(cluster.nodes.get(0).health().broadcaster()).isPresent();

    cluster.failingOnBus.clear();
    cluster.pass(Duration.ofSeconds(2));
    assertThat(Frames.contents(bob)).containsExactly("hello");
    assertThat(cluster.nodes.get(0).health().broadcaster()).isEmpty();
  }

  @Test
  void unpublishedEventsAreMadeUpForWhenTheBusReconnects() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    cluster.failingOnBus.add("publish");
    cluster.say(ann, "hello");
    cluster.pass(Duration.ofMinutes(1));
    bob.takeFrames();
    cluster.say(ann, "again");
    cluster.failingOnBus.clear();

    cluster.receivers.get(0).mayHaveMissed(Set.of());
    cluster.pass(Duration.ofMillis(100));
    assertThat(Frames.contents(bob)).containsExactly("again");
  }

  @Test
  void aRoomThatCouldNotBeSubscribedIsUsedAndComparedOnceItIs() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    cluster.failingOnBus.add("subscribe");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    cluster.say(ann, "unheard");
    assertThat(bob.takeFrames()).isEmpty();

    cluster.failingOnBus.clear();
    cluster.pass(Duration.ofSeconds(2));
    assertThat(Frames.contents(bob)).containsExactly("unheard");
    cluster.say(ann, "heard");
    assertThat(Frames.contents(bob)).containsExactly("heard");
  }

  @Test
  void aLateUnsubscriptionLosesNoMessages() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    cluster.duringUnsubscribe =
        () -> {
          cluster.pass(Duration.ofSeconds(6));
          cluster.send(bob, "{\"type\":\"join_room\",\"room\":\"tea\"}");
        };
    cluster.send(bob, "{\"type\":\"leave_room\"}");
    bob.takeFrames();
    cluster.pass(Duration.ofSeconds(2));

    cluster.say(ann, "still there?");
    assertThat(Frames.contents(bob)).containsExactly("still there?");
  }

  @Test
  void aRegistryLossAnnouncesNoJoinAndNoLeave() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    RecordingConnection carl = cluster.member(2, "carl", "tea");
    List.of(ann, bob, carl).forEach(RecordingConnection::takeFrames);
    cluster.pass(Duration.ofMillis(2_500));
    cluster.registryLosesItsMemory();
    // One that was never registered again does leave, in the end.
    RecordingConnection dan = cluster.member(0, "dan", "tea");
    cluster.pass(Duration.ofSeconds(40));

    assertThat(cluster.registry().members(TEA).members())
        .extracting(Member::username)
        .containsExactlyInAnyOrder("ann", "bob", "carl", "dan");
    for (RecordingConnection client : List.of(ann, bob, carl)) {
      assertThat(Frames.types(client)).containsExactly("user_joined");
    }
    dan.disconnect();
    cluster.pass(Duration.ofSeconds(1));
    assertThat(Frames.types(carl)).containsExactly("user_left");
  }

  @Test
  void anEmptyRegistryIsIgnoredUntilItsEpochIsKnown() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    List.of(ann, bob).forEach(RecordingConnection::takeFrames);
    cluster.registryLosesItsMemory();

    // The bus is back before the lease is renewed.
    cluster.receivers.forEach(receiver -> receiver.mayHaveMissed(Set.of()));
    cluster.pass(Duration.ofSeconds(40));

    assertThat(ann.takeFrames()).isEmpty();
    assertThat(bob.takeFrames()).isEmpty();
  }

  @Test
  void aLogThatLostMessagesGetsANewEpochAndContinues() {
    RecordingConnection ann = cluster.member(0, "ann", "tea");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    ann.takeFrames();
    cluster.say(ann, "one");
    cluster.store.backUp(TEA);
    cluster.say(ann, "two");
    cluster.say(ann, "three");
    String before = epoch();
    List.of(ann, bob).forEach(RecordingConnection::takeFrames);

    cluster.store.restoreBackup();
    cluster.pass(Duration.ofSeconds(40));
    assertThat(epoch()).isNotEqualTo(before);
    cluster.say(bob, "after");

    assertThat(Frames.contents(ann)).containsExactly("after");
    assertThat(Frames.contents(bob)).containsExactly("after");
  }

  @Test
  void aClusterWideBroadcasterNeedsAStoreAndARegistryThatAreShared() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ChatEngine.builder().broadcaster(LocalBus.create().broadcaster()).build())
        .withMessageContaining("message store is not shared");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                ChatEngine.builder()
                    .broadcaster(LocalBus.create().broadcaster())
                    .messageStore(cluster.remoteStore())
                    .build())
        .withMessageContaining("presence registry is not shared");
  }

  private String epoch() {
    return cluster.store.plugin.heads(Set.of(TEA)).getOrDefault(TEA, Head.EMPTY).epoch();
  }
}
