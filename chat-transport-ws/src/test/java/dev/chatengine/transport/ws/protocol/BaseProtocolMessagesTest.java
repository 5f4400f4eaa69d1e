package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseProtocolMessagesTest extends BaseProtocolCase {
  static final List<String> TEXTS = Hostile.TEXTS;

  @Test
  void nameRoomAndContentAreCheckedInThisOrder() {
    ChatClient client = guest();

    client.say("hello").expectError(Failure.NO_NAME);
    client.send("chat_message").expectError(Failure.NO_NAME);
    client.named("ann");
    client.say("hello").expectError(Failure.NOT_IN_ROOM);
    client.send("chat_message").expectError(Failure.NOT_IN_ROOM);
    client.say(" ").expectError(Failure.NOT_IN_ROOM);
    client.joined(ROOM);
    client.send("chat_message").expectError(Failure.CONTENT_REQUIRED);
    client.expectNothing();
  }

  @Test
  void contentThatIsMissingIsRequired() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);

    for (Object value : Hostile.noTexts()) {
      ann.send("chat_message", "content", value).expectError(Failure.CONTENT_REQUIRED);
    }

    assertUndisturbed(ann, both.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n\n", "\t \r\n", Hostile.WHITE})
  void whiteSpaceIsNoMessage(String content) {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).say(content).say(content.repeat(1_000));

    assertUndisturbed(both.get(0), both.get(1));
  }

  @Test
  void everybodyInTheRoomGetsTheSameFrame() {
    List<ChatClient> three = gather(ROOM, "ann", "bob", "cleo");
    ChatClient ann = three.get(0);

    ann.say("hello all");

    JsonNode own = ann.expect("message_received", "room", ROOM, "userId", ann.id());
    ChatClient.assertFields(own, "username", "ann", "content", "hello all");
    assertThat(own.get("id").textValue()).isNotEmpty();
    assertThat(ChatClient.time(own)).isNotNull();
    assertThat(three.get(1).next()).isEqualTo(own);
    assertThat(three.get(2).next()).isEqualTo(own);
    three.forEach(ChatClient::expectNothing);
  }

  @Test
  void contentIsTrimmedAsBrowsersTrim() {
    ChatClient ann = member("ann");

    ann.say("  two  inner\n spaces \t\n").expectMessage("two  inner\n spaces");
    ann.say(Hostile.WHITE + "words" + Hostile.WHITE).expectMessage("words");
    for (String kept : Hostile.NOT_WHITE) {
      ann.say(kept + "x" + kept).expectMessage(kept + "x" + kept);
      ann.say(kept).expectMessage(kept);
    }
  }

  @Test
  void contentIsCutAtAThousandUnitsAfterItIsTrimmedAndNotTrimmedAgain() {
    ChatClient ann = member("ann");

    ann.say("m".repeat(999) + "!").expectMessage("m".repeat(999) + "!");
    ann.say("m".repeat(1_000) + "!").expectMessage("m".repeat(1_000));
    ann.say("k".repeat(6_000)).expectMessage("k".repeat(1_000));
    ann.say(" ".repeat(700) + "n".repeat(999) + "  tail").expectMessage("n".repeat(999) + " ");
    ann.say("🙂".repeat(600)).expectMessage("🙂".repeat(500));
    ann.say("é".repeat(1_200)).expectMessage("é".repeat(1_000));
    assertThat(user("late").join(ROOM).history())
        .allSatisfy(message -> assertThat(message.get("content").textValue()).hasSize(1_000));
  }

  @Test
  void aCutThroughACharacterDropsIt() {
    member("ann").say("a".repeat(999) + "🙂 and more").expectMessage("a".repeat(999));
  }

  @Test
  void halfACharacterIsRefused() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).sendText("{\"type\":\"chat_message\",\"content\":\"x\\ud83dy\"}");

    both.get(0).expectError(Failure.INVALID_JSON);
    assertUndisturbed(both.get(0), both.get(1));
  }

  @ParameterizedTest
  @FieldSource("TEXTS")
  void everyTextArrivesAsItIs(String content) {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).say(content);

    both.forEach(client -> client.expectMessage(content));
    assertThat(ChatClient.texts(user("late").join(ROOM).history())).containsExactly(content);
  }

  @Test
  void aMessageStaysInItsRoom() {
    List<ChatClient> here = gather("here", "ann", "bob");
    ChatClient there = gather("there", "cleo").get(0);
    ChatClient nowhere = user("dan");

    here.get(0).say("only here");
    here.forEach(client -> client.expectMessage("only here"));
    there.say("only there").expectMessage("only there");

    here.forEach(ChatClient::expectNothing);
    there.expectNothing();
    nowhere.expectNothing();
  }

  @Test
  void nobodyCanPoseAsAnother() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);

    ann.sendText(
        """
        {"type":"chat_message","content":"forged","id":"my-id","seq":99,"room":"another",
        "userId":"%1$s","username":"bob","clientId":"%1$s","timestamp":"2001-01-01T00:00:00.000Z"}
        """
            .formatted(bob.id()));
    JsonNode seen = bob.expect("message_received", "content", "forged", "room", ROOM);
    ChatClient.assertFields(seen, "userId", ann.id(), "username", "ann");
    assertThat(seen.get("id").textValue()).isNotEqualTo("my-id");
    assertThat(ChatClient.time(seen)).isNotNull();
  }

  @Test
  void fieldsThatNobodyKnowsAreIgnored() {
    ChatClient client = guest();
    List<Object> extra = List.of(1, Map.of("deep", List.of()));

    client.send("set_username", "extra", extra, "username", "ann").expect("username_set");
    client.send("join_room", "extra", extra, "room", ROOM).expectJoined();
    client.send("chat_message", "extra", extra, "content", "text").expectMessage("text");
  }

  @Test
  void everybodySeesManySendersInOneOrderWithUniqueIdsAndTimesThatDoNotRunBackwards() {
    List<ChatClient> members = gather(ROOM, "m0", "m1", "m2", "m3", "m4");
    for (int i = 0; i < 100; i++) {
      for (ChatClient member : members) {
        member.say(member.username() + ":" + i);
      }
    }

    List<List<JsonNode>> seen = new ArrayList<>();
    for (ChatClient member : members) {
      List<JsonNode> frames = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        frames.add(member.expect("message_received", "room", ROOM));
      }
      seen.add(frames);
    }

    List<JsonNode> order = seen.get(0);
    assertThat(seen).allSatisfy(frames -> assertThat(frames).isEqualTo(order));
    Set<String> ids = new HashSet<>();
    Instant last = Instant.EPOCH;
    for (JsonNode frame : order) {
      ids.add(frame.get("id").textValue());
      Instant time = ChatClient.time(frame);
      assertThat(time).isAfterOrEqualTo(last);
      last = time;
    }
    assertThat(ids).hasSize(500);
    for (ChatClient member : members) {
      assertThat(order)
          .filteredOn(frame -> frame.get("userId").textValue().equals(member.id()))
          .extracting(frame -> frame.get("content").textValue())
          .containsExactlyElementsOf(
              IntStream.range(0, 100).mapToObj(i -> member.username() + ":" + i).toList());
    }
    assertThat(user("late").join(ROOM).history()).isEqualTo(order.subList(450, 500));
  }
}
