package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.model.User;
import dev.chatengine.testkit.RecordingConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A slow client that missed far more than the engine may queue for it. */
class SlowCatchUpTest {
  private static final int BOUND = 256 << 10;
  private static final int MISSED = 9_000;
  private static final int SAID_MEANWHILE = 400;
  private static final String TEXT = "x".repeat(300);

  private final Chat chat = Chat.unlimited(builder -> builder.maxQueuedBytes(BOUND));
  private final RecordingConnection bob = chat.member("bob", "tea");

  private void post(String text) {
    chat.engine.post("tea", User.system(), text);
    chat.scheduler.runUntilIdle();
  }

  /**
   * A client that has opted in, in the room, and gone; returns the hello that it comes back with.
   */
  private String annHasGone() {
    RecordingConnection ann = chat.guest();
    ann.takeFrames();
    chat.send(ann, "{'type':'hello','version':1}");
    String token = Frames.only(ann).path("resumeToken").asText();
    chat.send(ann, "{'type':'set_username','username':'ann'}");
    chat.join(ann, "tea");
    post("the first");
    List<JsonNode> joined = Frames.ofType(ann, "room_joined");
    String epoch = joined.get(joined.size() - 1).path("epoch").asText();
    ann.disconnect();
    chat.scheduler.runUntilIdle();
    return "{'type':'hello','version':1,'resume':'"
        + token
        + "','rooms':{'tea':{'epoch':'"
        + epoch
        + "','seq':1}}}";
  }

  @Test
  void missedMessagesComeInPagesWhileOthersAreServed() {
    String hello = annHasGone();
    for (int i = 0; i < MISSED; i++) {
      post(TEXT);
    }

    RecordingConnection ann = chat.guest();
    ann.takeFrames();
    ann.stall();
    chat.send(ann, hello);
    long most = 0;
    for (int said = 0; said < SAID_MEANWHILE; said++) {
      chat.say(bob, TEXT);
      most = Math.max(most, ann.pendingBytes());
      ann.read(1);
      chat.scheduler.runUntilIdle();
    }
    while (ann.pendingBytes() > 0) {
      ann.read(1);
      chat.scheduler.runUntilIdle();
    }

    assertThat(ann.closeCode()).isNull();
    assertThat(most).isBetween(BOUND / 4L, (long) BOUND);
    List<JsonNode> frames = Frames.fresh(ann);
    assertThat(frames.get(0).path("resumed").asBoolean()).isTrue();
    assertThat(numbers(frames))
        .containsExactly(LongStream.rangeClosed(2, 1 + MISSED + SAID_MEANWHILE).toArray());
    List<JsonNode> pages =
        frames.stream()
            .filter(frame -> frame.path("type").asText().equals("message_history"))
            .toList();
    assertThat(pages).hasSizeGreaterThan(10);
    assertThat(pages.get(0).path("complete").asBoolean()).isTrue();
    assertThat(pages.subList(0, pages.size() - 1)).allMatch(page -> page.path("more").asBoolean());
    assertThat(pages.get(pages.size() - 1).path("more").asBoolean()).isFalse();
    assertThat(chat.engine.stats().slowConsumersClosed()).isZero();
  }

  /** The numbers of all messages, in the order in which they came. */
  private static long[] numbers(List<JsonNode> frames) {
    List<Long> numbers = new ArrayList<>();
    for (JsonNode frame : frames) {
      if (frame.path("type").asText().equals("message_history")) {
        frame.path("messages").forEach(message -> numbers.add(message.path("seq").asLong()));
      } else if (frame.path("type").asText().equals("message_received")) {
        numbers.add(frame.path("seq").asLong());
      }
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }
}
