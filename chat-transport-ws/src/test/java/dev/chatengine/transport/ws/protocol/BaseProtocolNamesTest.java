package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseProtocolNamesTest extends BaseProtocolCase {

  @Test
  void everyConnectionIsGreetedOnceWithAnIdOfItsOwn() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ChatClient client = guest();
      client.expectNothing();
      ids.add(client.id());
    }

    assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void aNameIsSetAndConfirmed() {
    guest().named("ann").expectNothing();
  }

  @Test
  void aNameThatIsMissingIsRequired() {
    ChatClient client = guest();

    client.send("set_username").expectError(Failure.NAME_REQUIRED);
    for (Object value : Hostile.noTexts()) {
      client.send("set_username", "username", value).expectError(Failure.NAME_REQUIRED);
    }
    client.send("join_room", "room", ROOM).expectError(Failure.NO_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", " a ", "\u3000a", "ß", " ", "   ", Hostile.WHITE})
  void aNameNeedsTwoCharactersOnceTrimmed(String name) {
    ChatClient client = guest();

    client.send("set_username", "username", name).expectError(Failure.NAME_TOO_SHORT);
    client.expectNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "\ud83d\ude00", "\u0001\u0001", "12345678901234567890"})
  void twoToTwentyUnitsFit(String name) {
    guest().named(name);
  }

  @Test
  void aNameIsTrimmedAsBrowsersTrim() {
    ChatClient client = guest();

    client.takesName("  \tin ner\r\n ", "in ner");
    client.takesName(Hostile.WHITE + "ann" + Hostile.WHITE, "ann");
    for (String kept : Hostile.NOT_WHITE) {
      client.named(kept + "ann" + kept);
    }
  }

  @Test
  void aNameIsCutAtTwentyUnitsAfterItIsTrimmedAndNotTrimmedAgain() {
    ChatClient client = guest();

    client.takesName("y".repeat(21), "y".repeat(20));
    client.takesName("z".repeat(2_000), "z".repeat(20));
    client.takesName(" ".repeat(15) + "x".repeat(26), "x".repeat(20));
    client.takesName("w".repeat(18) + "   tail", "w".repeat(18) + "  ");
    client.takesName("\ud83d\ude00".repeat(11), "\ud83d\ude00".repeat(10));
  }

  @Test
  void aCutThroughACharacterDropsIt() {
    guest().takesName("v".repeat(19) + "\ud83d\ude00", "v".repeat(19));
  }

  @Test
  void markupIsNobodysBusiness() {
    guest().named("<b>&\"'");
  }

  @Test
  void aNameBelongsToOneClientAtATime() {
    ChatClient owner = user("ann");
    ChatClient late = guest();

    late.send("set_username", "username", "ann").expectError(Failure.NAME_TAKEN);
    late.send("join_room", "room", ROOM).expectError(Failure.NO_NAME);
    owner.expectNothing();
    owner.named("ann");
    owner.takesName("  ann ", "ann");
  }

  @Test
  void aNameIsTakenAsItIsAfterTrimAndCut() {
    user("q".repeat(20));
    ChatClient late = guest();

    late.send("set_username", "username", "\u00a0" + "q".repeat(20) + " ");
    late.expectError(Failure.NAME_TAKEN);
    late.send("set_username", "username", "q".repeat(20) + "rest");
    late.expectError(Failure.NAME_TAKEN);
  }

  @Test
  void caseAndUnicodeFormsMakeDifferentNames() {
    user("ann");
    user("Ann");
    user("caf\u00e9");
    user("cafe\u0301");
  }

  @Test
  void anotherNameFreesTheOldOne() {
    ChatClient first = user("ann");
    ChatClient second = guest();

    first.named("anna");
    second.named("ann");
    first.send("set_username", "username", "ann").expectError(Failure.NAME_TAKEN);
  }

  @Test
  void aRefusedNameLeavesTheOldOne() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);

    ann.send("set_username", "username", "bob").expectError(Failure.NAME_TAKEN);
    ann.send("set_username", "username", "x").expectError(Failure.NAME_TOO_SHORT);
    ann.send("set_username").expectError(Failure.NAME_REQUIRED);
    ann.say("still me");

    both.forEach(client -> client.expect("message_received", "username", "ann"));
  }

  @Test
  void aNewNameInARoomIsToldToNobodyAndShowsFromThenOn() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);

    ann.say("before");
    both.forEach(client -> client.expect("message_received", "username", "ann"));
    ann.named("anna");
    both.forEach(ChatClient::expectNothing);
    ann.say("after");
    both.forEach(client -> client.expect("message_received", "username", "anna"));
    ann.send("typing_start");
    bob.expectTyping(ann, true);

    ChatClient late = user("late");
    ChatClient.Joined joined = late.join(ROOM);
    assertThat(joined.users()).containsExactly(ann.asListed(), bob.asListed(), late.asListed());
    assertThat(joined.history())
        .extracting(message -> message.get("username").textValue())
        .containsExactly("ann", "anna");
    both.forEach(client -> client.expectJoining(late));
    ann.leave(ROOM);
    bob.expectLeaving(ann);
    late.expectLeaving(ann);
  }

  @Test
  void aNewNameOutsideOfARoomIsToldToNobody() {
    ChatClient watcher = member("watcher");

    user("ann").named("anna").expectNothing();

    watcher.expectNothing();
  }

  @Test
  void ofManyWhoWantANameOneGetsIt() {
    List<ChatClient> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(guest());
    }

    clients.forEach(client -> client.send("set_username", "username", "wanted"));

    List<JsonNode> answers = clients.stream().map(ChatClient::next).toList();
    assertThat(answers)
        .filteredOn(answer -> answer.get("type").textValue().equals("username_set"))
        .hasSize(1);
    assertThat(answers)
        .filteredOn(
            answer ->
                answer.path("message").asText().equals(Failure.NAME_TAKEN.message())
                    && answer.path("code").asText().equals(Failure.NAME_TAKEN.code()))
        .hasSize(19);
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void aClientThatIsGoneLeavesItsName(Ending ending) {
    ChatClient owner = user("ann");
    ChatClient heir = guest();

    ending.end(owner);

    await()
        .until(
            () -> {
              heir.send("set_username", "username", "ann");
              JsonNode answer = heir.next();
              return answer.get("type").textValue().equals("username_set");
            });
  }

  @Test
  void aNameOutlivesTheRoom() {
    ChatClient ann = member("ann");

    ann.leave(ROOM);

    guest().send("set_username", "username", "ann").expectError(Failure.NAME_TAKEN);
    assertThat(ann.join(ROOM).users()).containsExactly(ann.asListed());
  }
}
