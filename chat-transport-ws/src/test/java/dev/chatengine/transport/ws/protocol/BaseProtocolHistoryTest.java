package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaseProtocolHistoryTest extends BaseProtocolCase {

  private static void sayNumbers(ChatClient author, int from, int to) {
    for (int i = from; i < to; i++) {
      author.say(Integer.toString(i));
    }
    for (int i = from; i < to; i++) {
      author.expectMessage(Integer.toString(i));
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void showsTheFramesThatMembersGot() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    List<JsonNode> received = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      both.get(i % 2).say("number " + i);
      both.get(0).expectMessage("number " + i);
      received.add(both.get(1).expectMessage("number " + i));
    }

    assertThat(user("late").join(ROOM).history()).isEqualTo(received);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 49, 50, 51, 63, 130})
  void showsTheLastFiftyOldestFirst(int said) {
    sayNumbers(member("ann"), 0, said);

    assertThat(ChatClient.texts(user("late").join(ROOM).history()))
        .isEqualTo(numbers(Math.max(0, said - 50), said));
  }

  @Test
  void belongsToItsRoom() {
    ChatClient red = gather("red", "ann").get(0);
    ChatClient blue = gather("blue", "bob").get(0);
    sayNumbers(red, 0, 5);
    sayNumbers(blue, 5, 10);
    ChatClient late = user("late");

    assertThat(ChatClient.texts(late.join("red").history())).isEqualTo(numbers(0, 5));
    late.leave("red");
    assertThat(ChatClient.texts(late.join("blue").history())).isEqualTo(numbers(5, 10));
  }

  @Test
  void outlivesTheEmptyRoom() {
    ChatClient ann = member("ann");
    ann.say("kept");
    JsonNode kept = ann.expectMessage("kept");
    ann.leave(ROOM);

    assertThat(user("late").join(ROOM).history()).containsExactly(kept);
  }

  @Test
  void showsOnReturnWhatWasSaidMeanwhile() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);
    ann.say("before");
    both.forEach(client -> client.expectMessage("before"));
    ann.leave(ROOM);
    bob.expectLeaving(ann);
    bob.say("meanwhile").expectMessage("meanwhile");

    assertThat(ChatClient.texts(ann.join(ROOM).history())).containsExactly("before", "meanwhile");
  }

  @Test
  void showsNamesAsTheyWere() {
    ChatClient ann = member("ann");
    ann.say("under the old name");
    JsonNode said = ann.expectMessage("under the old name");
    ann.named("anna").leave(ROOM);
    ann.closeOrderly();

    assertThat(user("late").join(ROOM).history()).containsExactly(said);
    assertThat(said.get("username").textValue()).isEqualTo("ann");
  }

  @Test
  void showsNothingButMessages() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);
    ann.whisper(bob, "secret").expect("private_message_sent");
    bob.expect("private_message");
    ann.send("typing_start");
    bob.expectTyping(ann, true);
    ann.say("   ").send("chat_message").expectError(Failure.CONTENT_REQUIRED);

    assertThat(user("late").join(ROOM).history()).isEmpty();
  }

  @Test
  void joinsUpWithWhatIsNewWhileSomebodyGoesOnPosting() throws Exception {
    ChatClient author = member("author");
    List<ChatClient> readers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      readers.add(user("reader" + i));
    }
    AtomicBoolean stopped = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> said = thread.submit(() -> sayUntil(author, stopped));
      for (ChatClient reader : readers) {
        reader.send("join_room", "room", ROOM);
      }
      for (ChatClient reader : readers) {
        assertJoinsUp(reader);
      }
      stopped.set(true);
      assertThat(said.get(20, TimeUnit.SECONDS)).isPositive();
    } finally {
      stopped.set(true);
      thread.shutdownNow();
    }
  }

  /** Says 0, 1, 2 … with up to twenty on their way at a time. */
  private static int sayUntil(ChatClient author, AtomicBoolean stopped) {
    int said = 0;
    int heard = 0;
    while (!stopped.get()) {
      author.say(Integer.toString(said++));
      while (said - heard > 20) {
        JsonNode frame = author.next();
        if (frame.get("type").textValue().equals("message_received")) {
          assertThat(frame.get("content").textValue()).isEqualTo(Integer.toString(heard++));
        }
      }
    }
    return heard;
  }

  private static void assertJoinsUp(ChatClient reader) {
    List<JsonNode> history = reader.expectJoined().history();
    List<Integer> seen = new ArrayList<>();
    ChatClient.texts(history).forEach(text -> seen.add(Integer.valueOf(text)));
    int before = seen.size();
    while (seen.size() < before + 100) {
      JsonNode frame = reader.next();
      if (frame.get("type").textValue().equals("message_received")) {
        seen.add(Integer.valueOf(frame.get("content").textValue()));
      }
    }
    int first = seen.get(0);
    assertThat(seen).isEqualTo(IntStream.range(first, first + seen.size()).boxed().toList());
    if (first > 0) {
      assertThat(history).hasSize(50);
    }
  }
}
