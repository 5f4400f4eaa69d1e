package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BaseProtocolPrivateMessagesTest extends BaseProtocolCase {

  /** The target's frame and then the sender's, with all fields. */
  private static void assertArrives(ChatClient from, ChatClient to, String content) {
    String name = to.username().isEmpty() ? null : to.username();
    JsonNode received = to.expect("private_message", "fromId", from.id(), "toId", to.id());
    ChatClient.assertFields(received, "fromUsername", from.username(), "toUsername", name);
    ChatClient.assertFields(received, "content", content);
    assertThat(ChatClient.time(received)).isNotNull();
    assertConfirmed(from, received);
  }

  /** The sender gets the target's frame too, as a confirmation. */
  private static void assertConfirmed(ChatClient from, JsonNode received) {
    ObjectNode copy = received.deepCopy();
    assertThat(from.next()).isEqualTo(copy.put("type", "private_message_sent"));
  }

  @Test
  void bothGetAFrameAndNobodyElse() {
    List<ChatClient> three = gather(ROOM, "ann", "bob", "cleo");
    ChatClient outside = user("dan");
    ChatClient guest = guest();

    three.get(0).whisper(three.get(1), "psst");
    assertArrives(three.get(0), three.get(1), "psst");
    three.get(1).whisper(three.get(0), "what?");
    assertArrives(three.get(1), three.get(0), "what?");

    three.forEach(ChatClient::expectNothing);
    outside.expectNothing();
    guest.expectNothing();
  }

  @Test
  void roomsDoNotMatter() {
    ChatClient inTea = gather("tea", "ann").get(0);
    ChatClient inCoffee = gather("coffee", "bob").get(0);
    ChatClient inNone = user("cleo");

    for (ChatClient from : List.of(inTea, inCoffee, inNone)) {
      for (ChatClient to : List.of(inTea, inCoffee, inNone)) {
        if (from != to) {
          from.whisper(to, "hello");
          assertArrives(from, to, "hello");
        }
      }
    }
  }

  @Test
  void somebodyWithoutANameHasANullOne() {
    ChatClient ann = user("ann");
    ChatClient guest = guest();

    ann.whisper(guest, "whoever you are");

    assertArrives(ann, guest, "whoever you are");
  }

  @Test
  void aNoteToOneselfIsReceivedAndThenConfirmed() {
    ChatClient ann = user("ann");

    ann.whisper(ann, "note");

    JsonNode received = ann.expect("private_message", "fromId", ann.id(), "toId", ann.id());
    assertConfirmed(ann, received);
    ann.expectNothing();
  }

  @Test
  void nameTargetAndContentAreCheckedInThisOrder() {
    ChatClient client = guest();
    ChatClient target = user("bob");

    client.send("private_message").expectError(Failure.NO_NAME);
    client.whisper(target, "hi").expectError(Failure.NO_NAME);
    client.whisper(client, "hi").expectError(Failure.NO_NAME);
    client.named("ann");
    client.send("private_message").expectError(Failure.USER_NOT_FOUND);
    client.send("private_message", "targetId", "nobody", "content", " ");
    client.expectError(Failure.USER_NOT_FOUND);
    client.whisper(target, " ").expectError(Failure.CONTENT_REQUIRED);
    client.whisper(client, " ").expectError(Failure.CONTENT_REQUIRED);
    client.expectNothing();
    target.expectNothing();
  }

  @Test
  void aTargetIsNamedByItsWholeIdAndNothingElse() {
    ChatClient ann = user("ann");
    ChatClient bob = user("bob");
    List<@Nullable Object> wrong = new ArrayList<>();
    wrong.addAll(
        List.of("nobody", "00000000-0000-4000-8000-000000000000", "bob", "x".repeat(5_000)));
    wrong.addAll(List.of(bob.id() + " ", " " + bob.id(), bob.id().substring(1)));
    wrong.addAll(List.of(bob.id() + bob.id(), "\0", "system", "__proto__"));

    wrong.addAll(Hostile.noTexts());
    wrong.addAll(List.of(List.of(bob.id()), Map.of("id", bob.id())));
    for (Object targetId : wrong) {
      ann.send("private_message", "targetId", targetId, "content", "hi");
      ann.expectError(Failure.USER_NOT_FOUND);
    }
    bob.expectNothing();
  }

  @Test
  void contentThatIsMissingOrBlankIsRequired() {
    ChatClient ann = user("ann");
    ChatClient bob = user("bob");

    ann.send("private_message", "targetId", bob.id()).expectError(Failure.CONTENT_REQUIRED);
    for (Object content : Hostile.noTexts()) {
      ann.send("private_message", "targetId", bob.id(), "content", content);
      ann.expectError(Failure.CONTENT_REQUIRED);
    }
    for (String content : List.of(" ", "\n\t", Hostile.WHITE)) {
      ann.whisper(bob, content).expectError(Failure.CONTENT_REQUIRED);
    }
    bob.expectNothing();
  }

  @Test
  void whoIsGoneIsNotFound() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);
    bob.close();
    ann.expectLeaving(bob);

    ann.whisper(bob, "hi").expectError(Failure.USER_NOT_FOUND);
  }

  @Test
  void contentIsTrimmedAndCut() {
    ChatClient ann = user("ann");
    ChatClient bob = user("bob");

    ann.whisper(bob, Hostile.WHITE + "p".repeat(1_200) + Hostile.WHITE);
    assertArrives(ann, bob, "p".repeat(1_000));
    ann.whisper(bob, " \u0001 two  words ");
    assertArrives(ann, bob, "\u0001 two  words");
    ann.whisper(bob, "q".repeat(999) + "🙂");
    assertArrives(ann, bob, "q".repeat(999));
  }

  @Test
  void everyTextArrivesAsItIs() {
    ChatClient ann = user("ann");
    ChatClient bob = user("bob");

    for (String content : Hostile.TEXTS) {
      ann.whisper(bob, content);
      assertArrives(ann, bob, content);
    }
  }

  @Test
  void theOrderIsKept() {
    ChatClient ann = user("ann");
    ChatClient bob = user("bob");

    for (int i = 0; i < 100; i++) {
      ann.whisper(bob, Integer.toString(i));
    }

    for (int i = 0; i < 100; i++) {
      assertArrives(ann, bob, Integer.toString(i));
    }
  }

  @Test
  void theNamesAreThoseOfTheMoment() {
    ChatClient ann = user("ann");
    ChatClient bob = user("bob");

    ann.named("anna").whisper(bob.named("bobby"), "renamed");

    assertArrives(ann, bob, "renamed");
  }

  @Test
  void nobodyCanPoseAsAnother() {
    ChatClient ann = user("ann");
    ChatClient bob = user("bob");
    ChatClient cleo = user("cleo");

    ann.sendText(
        """
        {"type":"private_message","targetId":"%s","content":"forged",
        "fromId":"%2$s","fromUsername":"cleo","toId":"%2$s","toUsername":"x"}
        """
            .formatted(bob.id(), cleo.id()));

    assertArrives(ann, bob, "forged");
    cleo.expectNothing();
  }
}
