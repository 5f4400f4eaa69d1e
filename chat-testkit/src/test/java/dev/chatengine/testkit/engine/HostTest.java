package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.ChatEngine;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.model.User;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls of a host: posts, history, members, disconnects. */
class HostTest {
  private final Chat chat = Chat.create();

  @Test
  void postsToARoomWithOrWithoutMembers() {
    Message first = chat.get(chat.engine.post("tea", User.system(), "anybody there?"));
    RecordingConnection ann = chat.member("ann", "tea");
    Message second = chat.get(chat.engine.post("tea", User.system(), "welcome"));

    assertThat(first.seq()).isEqualTo(1);
    assertThat(second.seq()).isEqualTo(2);
    var frame = Frames.only(ann);
    assertThat(frame.path("id").asText()).isEqualTo(second.id());
    assertThat(frame.path("userId").asText()).isEqualTo("system");
    assertThat(frame.path("username").asText()).isEqualTo("system");
    assertThat(frame.path("content").asText()).isEqualTo("welcome");
  }

  @Test
  void postingTheSameDraftAgainIsPostingItOnce() {
    Draft draft =
        Draft.builder(new Room("tea"), User.of("7", "Seven"), Instant.EPOCH, "once")
            .clientMessageId("abc")
            .build();

    Message first = chat.get(chat.engine.post(draft));
    Message again = chat.get(chat.engine.post(draft.toBuilder().id("another").build()));

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.seq()).isEqualTo(first.seq());
    assertThat(chat.get(chat.engine.history("tea", 10)).messages()).hasSize(1);
  }

  @Test
  void readsHistoryAndListsRoomsAndMembers() {
    RecordingConnection ann = chat.member("ann", "tea");
    chat.member("bob", "tea");
    chat.member("cat", "coffee");
    chat.say(ann, "one");
    chat.say(ann, "two");

    assertThat(chat.get(chat.engine.history("tea", 1)).messages())
        .extracting(Message::content)
        .containsExactly("two");
    assertThat(chat.get(chat.engine.after(new Room("tea"), 0, 1)).messages())
        .extracting(Message::content)
        .containsExactly("one");
    assertThat(chat.get(chat.engine.rooms("", 10)))
        .containsExactly(
            new RoomSummary(new Room("coffee"), 1), new RoomSummary(new Room("tea"), 2));
    assertThat(chat.get(chat.engine.members("tea")))
        .extracting(Member::username)
        .containsExactly("ann", "bob");
    assertThat(chat.get(chat.engine.members("nowhere"))).isEmpty();
  }

  @Test
  void aBadLimitIsRefused() {
    assertThat(chat.engine.history("tea", -1).toCompletableFuture())
        .satisfies(future -> chat.scheduler.runUntilIdle())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chat.engine.post("", User.system(), "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("room name");
  }

  @Test
  void onlyTheTwoUsersOfAPrivateLogSpeakInIt() {
    Draft draft =
        Draft.builder(Direct.between("ann", "bob"), User.system(), Instant.EPOCH, "psst").build();

    assertThatThrownBy(() -> chat.engine.post(draft))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the sender takes no part in this private log");
    assertThat(chat.get(chat.engine.after(draft.conversation(), 0, 1)).messages()).isEmpty();
  }

  @Test
  void sendsToAUserOnAllItsConnections() {
    RecordingConnection ann = chat.user("ann");
    String id = Frames.fresh(ann).get(0).path("clientId").asText();

    assertThat(chat.get(chat.engine.send(id, User.system(), "psst"))).isTrue();
    assertThat(chat.get(chat.engine.send("nobody", User.system(), "psst"))).isFalse();

    var frame = Frames.only(ann);
    assertThat(frame.path("type").asText()).isEqualTo("private_message");
    assertThat(frame.path("fromId").asText()).isEqualTo("system");
    assertThat(frame.path("toId").asText()).isEqualTo(id);
    assertThat(frame.path("content").asText()).isEqualTo("psst");
  }

  @Test
  void disconnectsAUser() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();
    String id = chat.get(chat.engine.members("tea")).get(1).userId();

    assertThat(chat.get(chat.engine.disconnect(id, "enough"))).isEqualTo(1);
    chat.scheduler.runUntilIdle();

    assertThat(bob.closeCode()).isEqualTo(CloseCode.REPLACED);
    assertThat(bob.closeReason()).isEqualTo("enough");
    assertThat(Frames.types(ann)).containsExactly("user_left");
    assertThat(chat.get(chat.engine.disconnect(id, "again"))).isZero();
  }

  @Test
  void listenersGetMessagesJoinsAndLeavesInOrder() {
    StoryListener listener = new StoryListener();
    ChatEngine.ListenerHandle handle = chat.engine.addListener(listener);
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    chat.say(bob, "hello");
    chat.leave(bob);
    chat.get(chat.engine.post("empty", User.system(), "echo"));

    assertThat(listener.heard)
        .containsExactly(
            "ann joins tea", "bob joins tea", "bob: hello", "bob leaves tea", "system: echo");

    chat.leave(ann);
    assertThat(listener.heard).last().isEqualTo("ann leaves tea");
    handle.close();
    chat.join(ann, "tea");
    assertThat(listener.heard).last().isEqualTo("ann leaves tea");
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    StoryListener listener = new StoryListener();
    chat.engine.addListener(
        new ChatListener() {
          @Override
          public void onMessage(Message message) {
            throw new IllegalStateException("broken");
          }
        });
    chat.engine.addListener(listener);

    RecordingConnection ann = chat.member("ann", "tea");
    chat.say(ann, "one");
    chat.say(ann, "two");

    assertThat(listener.heard).containsExactly("ann joins tea", "ann: one", "ann: two");
    assertThat(Frames.contents(ann)).containsExactly("one", "two");
  }

  @Test
  void statsCountWhatHappened() {
    RecordingConnection ann = chat.member("ann", "tea");
    chat.member("bob", "tea");
    chat.say(ann, "hello");

    var stats = chat.engine.stats();
    assertThat(stats.connections()).isEqualTo(2);
    assertThat(stats.connectionsOpened()).isEqualTo(2);
    assertThat(stats.rooms()).isEqualTo(1);
    assertThat(stats.messagesStored()).isEqualTo(1);
    assertThat(stats.deliveries()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
  void shutdownTakesATimeoutOfAnyLength(long seconds) {
    chat.member("ann", "tea");

    var ended = chat.engine.shutdown(Duration.ofSeconds(seconds)).toCompletableFuture();
    chat.pass(Duration.ofSeconds(2));

    assertThat(ended).isCompleted();
  }

  @Test
  void shutdownSendsClientsElsewhereAndRefusesWhatComesAfter() {
    RecordingConnection ann = chat.member("ann", "tea");
    var ended = chat.engine.shutdown(Duration.ofSeconds(1)).toCompletableFuture();
    chat.pass(Duration.ofSeconds(2));

    assertThat(ended).isCompleted();
    assertThat(ann.closeCode()).isEqualTo(CloseCode.RESTARTING);
    assertThat(chat.guest().closeCode()).isEqualTo(CloseCode.RESTARTING);
    assertThat(chat.engine.post("tea", User.system(), "late").toCompletableFuture())
        .isCompletedExceptionally();
    assertThat(chat.engine.shutdown(Duration.ofSeconds(1)).toCompletableFuture()).isCompleted();
    assertThat(chat.scheduler.waitingTimers()).isZero();
  }
}
