package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.model.ChatException;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A store that is slow, away or unsure: senders get an error, and clients see stored messages only.
 */
class StoreFaultsTest {
  private final FaultyStore store = new FaultyStore();
  private final Chat chat = Chat.unlimited(builder -> builder.messageStore(store.plugin));

  @Test
  void draftsThatGatherGoTogetherAndKeepTheirOrder() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();

    for (int i = 0; i < 10; i++) {
      ann.send("{\"type\":\"chat_message\",\"content\":\"" + i + "\"}");
    }
    chat.scheduler.runUntilIdle();

    List<String> inOrder = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(store.batchSizes()).containsExactly(1, 9);
    assertThat(Frames.contents(ann)).isEqualTo(inOrder);
    assertThat(Frames.contents(bob)).isEqualTo(inOrder);
  }

  @Test
  void aStoreOutageFailsTheSendersAndDeliversNothing() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();

    store.failAppends(true);
    chat.say(ann, "lost");

    assertThat(Frames.only(ann).path("code").asText()).isEqualTo("store_unavailable");
    assertThat(bob.takeFrames()).isEmpty();

    store.failAppends(false);
    chat.say(ann, "kept");
    chat.pass(Duration.ofMinutes(2));

    assertThat(Frames.contents(ann)).containsExactly("kept");
    assertThat(Frames.contents(bob)).containsExactly("kept");
  }

  @Test
  void aMessageOfUnknownOutcomeIsDeliveredOnceItIsFound() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();

    store.afterAppend(results -> List.of(new AppendResult.Unknown("the answer was lost")));
    chat.say(ann, "one");
    assertThat(Frames.only(ann).path("code").asText()).isEqualTo("store_unavailable");
    assertThat(bob.takeFrames()).isEmpty();

    store.afterAppend(UnaryOperator.identity());
    chat.say(ann, "two");
    chat.pass(Duration.ofSeconds(5));

    assertThat(Frames.contents(ann)).containsExactly("one", "two");
    assertThat(Frames.contents(bob)).containsExactly("one", "two");
  }

  @Test
  void aRefusedMessageFailsAloneInItsBatch() {
    RecordingConnection ann = chat.member("ann", "tea");
    store.afterAppend(
        results -> results.size() == 1 ? List.of(new AppendResult.Refused("not today")) : results);
    ann.send("{\"type\":\"chat_message\",\"content\":\"one\"}");
    ann.send("{\"type\":\"chat_message\",\"content\":\"two\"}");
    ann.send("{\"type\":\"chat_message\",\"content\":\"three\"}");
    chat.pass(Duration.ofSeconds(1));

    List<JsonNode> frames = Frames.fresh(ann);
    assertThat(frames.get(0).path("code").asText()).isEqualTo("store_unavailable");
    assertThat(frames)
        .filteredOn(frame -> frame.path("content").asText().equals("three"))
        .hasSize(1);
  }

  @Test
  void joinsContinueWithoutHistoryAndSendTheError() {
    RecordingConnection ann = chat.member("ann", "tea");
    chat.say(ann, "before");
    chat.leave(ann);
    ann.takeFrames();

    store.failReads(true);
    chat.join(ann, "tea");

    List<JsonNode> frames = Frames.fresh(ann);
    assertThat(Frames.types(frames))
        .containsExactly("error", "room_joined", "message_history", "room_users");
    assertThat(frames.get(0).path("code").asText()).isEqualTo("store_unavailable");
    assertThat(frames.get(2).path("messages")).isEmpty();

    store.failReads(false);
    chat.pass(Duration.ofSeconds(2));
    chat.say(ann, "after");

    assertThat(Frames.contents(ann)).containsExactly("after");
  }

  @Test
  void leavingWaitsForOnesOwnMessages() {
    RecordingConnection ann = chat.member("ann", "tea");
    ann.send("{\"type\":\"chat_message\",\"content\":\"last words\"}");
    ann.send("{\"type\":\"leave_room\"}");
    ann.send("{\"type\":\"chat_message\",\"content\":\"too late\"}");
    chat.scheduler.runUntilIdle();

    assertThat(Frames.types(ann)).containsExactly("message_received", "room_left", "error");
  }

  @Test
  void hostsPostsFailWithAReason() {
    store.failAppends(true);
    var post = chat.engine.post("tea", User.system(), "hello").toCompletableFuture();
    chat.scheduler.runUntilIdle();

    assertThat(post)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOfSatisfying(
            ChatException.class,
            e -> assertThat(e.reason()).isEqualTo(ChatException.Reason.UNAVAILABLE));
  }
}
