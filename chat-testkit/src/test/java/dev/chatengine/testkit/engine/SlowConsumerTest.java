package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.CloseCode;
import dev.chatengine.testkit.RecordingConnection;
import org.junit.jupiter.api.Test;

/** A client that does not read delays no other client, and its queue is bounded. */
class SlowConsumerTest {
  private static final int BOUND = 64 << 10;
  private final Chat chat = Chat.unlimited(builder -> builder.maxQueuedBytes(BOUND));

  @Test
  void aClientOverItsBoundIsClosedAndTheOthersContinue() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();
    bob.stall();

    String text = "x".repeat(900);
    int sent = 0;
    while (bob.closeCode() == null && sent < 200) {
      chat.say(ann, text);
      sent++;
      assertThat(bob.pendingBytes()).isLessThanOrEqualTo(BOUND + 2_000);
    }

    assertThat(bob.closeCode()).isEqualTo(CloseCode.SLOW_CONSUMER);
    assertThat(Frames.types(ann)).hasSize(sent + 1).endsWith("user_left");
    assertThat(chat.engine.stats().slowConsumersClosed()).isEqualTo(1);
    assertThat(chat.engine.stats().connections()).isEqualTo(1);
  }

  @Test
  void typingIsLeftOutAboveHalfOfTheBoundAndMessagesAreNot() {
    RecordingConnection ann = chat.member("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    bob.stall();
    while (bob.pendingBytes() <= BOUND / 2) {
      chat.say(ann, "x".repeat(900));
    }

    chat.send(ann, "{\"type\":\"typing_start\"}");
    chat.say(ann, "last");
    bob.unstall();
    chat.scheduler.runUntilIdle();

    assertThat(Frames.fresh(bob))
        .noneMatch(frame -> frame.path("type").asText().equals("typing_indicator"))
        .last()
        .matches(frame -> frame.path("content").asText().equals("last"));
    assertThat(chat.engine.stats().framesDropped()).isEqualTo(1);
  }

  @Test
  void aJoinWaitsUntilTheQueueIsBelowHalfAndMissesNothing() {
    RecordingConnection ann = chat.member("ann", "tea");
    chat.say(ann, "before");
    RecordingConnection bob = chat.member("bob", "coffee");
    RecordingConnection cat = chat.member("cat", "coffee");
    bob.stall();
    while (bob.pendingBytes() <= BOUND / 2) {
      chat.say(cat, "x".repeat(900));
    }

    chat.join(bob, "tea");
    chat.say(ann, "meanwhile");
    bob.unstall();
    chat.scheduler.runUntilIdle();
    chat.say(ann, "after");

    assertThat(bob.isClosed()).isFalse();
    var frames = Frames.fresh(bob);
    var history =
        frames.stream()
            .filter(frame -> frame.path("type").asText().equals("message_history"))
            .findFirst()
            .orElseThrow();
    assertThat(history.path("messages").findValuesAsText("content"))
        .containsExactly("before", "meanwhile");
    assertThat(frames.get(frames.size() - 1).path("content").asText()).isEqualTo("after");
  }

  @Test
  void framesOfAJoinDoNotCountAgainstLiveFrames() {
    RecordingConnection ann = chat.member("ann", "tea");
    for (int i = 0; i < 50; i++) {
      chat.say(ann, "\\u0001".repeat(1_000));
    }
    RecordingConnection bob = chat.user("bob");
    bob.stall();

    chat.join(bob, "tea");
    assertThat(bob.pendingBytes()).isGreaterThan(BOUND);
    chat.say(ann, "live");
    assertThat(bob.isClosed()).isFalse();

    while (!bob.isClosed() && bob.pendingBytes() < 8L * BOUND) {
      chat.say(ann, "x".repeat(900));
    }
    assertThat(bob.closeCode()).isEqualTo(CloseCode.SLOW_CONSUMER);
  }
}
