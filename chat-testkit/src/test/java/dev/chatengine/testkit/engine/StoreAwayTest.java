package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests fail at once during a known outage of the store, and not before it is known. */
class StoreAwayTest {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration PROBED = Duration.ofMillis(1_500);

  private final FaultyStore store = new FaultyStore();
  private final Chat chat = Chat.unlimited(builder -> builder.messageStore(store.plugin));
  private final RecordingConnection ann = chat.member("ann", "tea");

  @BeforeEach
  void takeFrames() {
    ann.takeFrames();
  }

  /** A message that waits in vain; as many of these as there are. */
  private void waitInVain(int times) {
    for (int i = 0; i < times; i++) {
      chat.say(ann, "in vain " + i);
      assertThat(ann.takeFrames()).isEmpty();
      chat.pass(DEADLINE);
      assertUnavailable();
    }
  }

  private void assertUnavailable() {
    assertThat(Frames.only(ann).path("code").asText()).isEqualTo("store_unavailable");
  }

  /** The store is known to be away when this returns. */
  private void goAway() {
    chat.pools.hold("chat-store");
    waitInVain(3);
    chat.pass(DEADLINE);
  }

  @Test
  void aMessageIsAnsweredAtOnceWhileTheStoreIsAway() {
    goAway();
    chat.say(ann, "refused");

    assertUnavailable();
    assertThat(chat.engine.health().messageStore()).isPresent();
  }

  @Test
  void aJoinIsAnsweredAtOnceWhileTheStoreIsAway() {
    RecordingConnection bob = chat.user("bob");
    bob.takeFrames();
    goAway();
    chat.join(bob, "tea");

    List<JsonNode> frames = Frames.fresh(bob);
    assertThat(Frames.types(frames))
        .containsExactly("error", "room_joined", "message_history", "room_users");
    assertThat(frames.get(0).path("code").asText()).isEqualTo("store_unavailable");
  }

  @Test
  void theReturnOfTheStoreIsNoticedSoon() {
    goAway();
    chat.pass(Duration.ofMinutes(2));
    chat.pools.release();
    chat.pass(PROBED);
    ann.takeFrames();
    chat.say(ann, "kept");

    assertThat(Frames.contents(ann)).containsExactly("kept");
    assertThat(chat.engine.health().isDegraded()).isFalse();
  }

  @Test
  void aMessageThatIsRefusedWhileTheStoreIsAwayIsNeverKept() {
    goAway();
    chat.say(ann, "refused");
    assertUnavailable();
    chat.pools.release();
    chat.pass(Duration.ofMinutes(2));
    chat.say(ann, "kept");

    assertThat(Frames.contents(ann)).contains("kept").doesNotContain("refused");
  }

  @Test
  void oneSlowCallRefusesNoClient() {
    chat.pools.hold("chat-store");
    waitInVain(2);
    chat.pass(DEADLINE);
    chat.pools.release();
    chat.pass(Duration.ofSeconds(1));
    ann.takeFrames();
    chat.say(ann, "kept");

    assertThat(Frames.contents(ann)).containsExactly("kept");
  }

  @Test
  void aStoreThatAnswersTheProbeIsNotAway() {
    RecordingConnection bob = chat.member("bob", "coffee");
    RecordingConnection cid = chat.member("cid", "water");
    chat.pools.hold("chat-store");
    List.of(ann, bob, cid).forEach(each -> chat.say(each, "in vain"));
    chat.pass(DEADLINE);
    chat.letThoseGo();
    ann.takeFrames();
    chat.say(ann, "asked");

    assertThat(ann.takeFrames()).isEmpty();
    chat.pools.release();
    chat.scheduler.runUntilIdle();
    assertThat(Frames.contents(ann)).containsExactly("asked");
  }

  @Test
  void aStoreThatFailsAtOnceIsAskedEachTime() {
    store.failAppends(true);
    store.failReads(true);
    for (int i = 0; i < 10; i++) {
      chat.say(ann, "refused");
      assertUnavailable();
      chat.pass(DEADLINE);
    }

    assertThat(store.batchSizes()).hasSize(10);
  }

  @Test
  void aStoreThatFailsSlowlyIsAwayToo() {
    store.failAppends(true);
    store.failReads(true);
    chat.pools.hold("chat-store");
    for (int i = 0; i < 3; i++) {
      chat.say(ann, "in vain");
      chat.pass(Duration.ofSeconds(4));
      chat.letThoseGo();
      assertUnavailable();
    }
    chat.pass(Duration.ofSeconds(4));
    chat.letThoseGo();
    int asked = store.batchSizes().size();
    chat.say(ann, "refused");

    assertUnavailable();
    assertThat(store.batchSizes()).hasSize(asked);
  }
}
