package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseProtocolRoomsTest extends BaseProtocolCase {

  // ---- joining

  @Test
  void joiningNeedsANameBeforeARoom() {
    ChatClient guest = guest();

    guest.send("join_room", "room", ROOM).expectError(Failure.NO_NAME);
    guest.send("join_room").expectError(Failure.NO_NAME);
    guest.send("join_room", "room", 17).expectError(Failure.NO_NAME);
    guest.expectNothing();
  }

  @Test
  void aRoomThatIsMissingIsRequired() {
    ChatClient client = user("ann");

    client.send("join_room").expectError(Failure.ROOM_REQUIRED);
    for (Object value : Hostile.noTexts()) {
      client.send("join_room", "room", value).expectError(Failure.ROOM_REQUIRED);
    }
    client.say("hello").expectError(Failure.NOT_IN_ROOM);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t\n ", Hostile.WHITE})
  void aRoomOfWhiteSpaceIsNone(String room) {
    ChatClient client = user("ann");

    client.send("join_room", "room", room).expectError(Failure.ROOM_REQUIRED);
    client.say("hello").expectError(Failure.NOT_IN_ROOM);
    client.joined(ROOM);
  }

  @Test
  void theAnswersToAJoinComeInTheirOrder() {
    ChatClient client = user("ann");

    client.send("join_room", "room", ROOM);

    client.expect("room_joined", "room", ROOM);
    client.expect("message_history", "messages", List.of());
    client.expect("room_users", "users", List.of(client.asListed()));
    client.expectNothing();
  }

  @Test
  void aRoomsNameIsTrimmedAndLowerCased() {
    ChatClient client = user("ann");

    assertThat(client.join(Hostile.WHITE + "Green TEA" + Hostile.WHITE).room())
        .isEqualTo("green tea");
    client.say("hi");
    client.expect("message_received", "room", "green tea");
    client.leave("green tea");
    for (String kept : Hostile.NOT_WHITE) {
      assertThat(client.join(kept + "tea" + kept).room()).isEqualTo(kept + "tea" + kept);
      client.leave(kept + "tea" + kept);
    }
  }

  @ParameterizedTest
  @CsvSource({"ÄÖÜ,äöü", "ЖЩ,жщ", "ΟΔΟΣ,οδος", "İI,i\u0307i", "ẞ,ß", "ＡＢ,ａｂ", "TITLE,title"})
  void otherScriptsAreLowerCasedTheSameEverywhere(String upper, String lower) {
    assertThat(user("ann").join(upper).room()).isEqualTo(lower);
  }

  @Test
  void aRoomsNameIsCutAtThirtyUnitsAfterItIsTrimmedAndNotTrimmedAgain() {
    ChatClient client = user("ann");

    cut(client, "x".repeat(30), "x".repeat(30));
    cut(client, "y".repeat(31), "y".repeat(30));
    cut(client, "z".repeat(3_000), "z".repeat(30));
    cut(client, " ".repeat(20) + "w".repeat(29) + " tail", "w".repeat(29) + " ");
    cut(client, "\ud83d\ude00".repeat(16), "\ud83d\ude00".repeat(15));
    cut(client, "v".repeat(29) + "\ud83d\ude00", "v".repeat(29));
  }

  private static void cut(ChatClient client, String asked, String given) {
    assertThat(client.join(asked).room()).isEqualTo(given);
    client.leave(given);
  }

  @Test
  void aRoomsNameIsCutAfterItIsLowerCased() {
    // In lower case this letter has two units.
    assertThat(user("ann").join("\u0130".repeat(20)).room()).isEqualTo("i\u0307".repeat(15));
  }

  @Test
  void anotherSpellingIsTheSameRoom() {
    ChatClient ann = member("ann");
    ChatClient bob = user("bob");

    assertThat(bob.join(" TEA\t").users()).containsExactly(ann.asListed(), bob.asListed());
    ann.expectJoining(bob);
  }

  @Test
  void theOthersAreToldAndNotTheJoiner() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.forEach(ChatClient::expectNothing);
  }

  @Test
  void everybodyIsListedInTheOrderOfJoining() {
    List<ChatClient> three = gather(ROOM, "ann", "bob", "cleo");
    ChatClient ann = three.get(0);
    ann.leave(ROOM);
    three.subList(1, 3).forEach(client -> client.expectLeaving(ann));

    assertThat(ann.join(ROOM).users())
        .containsExactly(three.get(1).asListed(), three.get(2).asListed(), ann.asListed());
    three.subList(1, 3).forEach(client -> client.expectJoining(ann));
  }

  @Test
  void otherRoomsHearNothing() {
    ChatClient elsewhere = gather("far", "elsewhere").get(0);
    ChatClient nowhere = user("nowhere");

    gather(ROOM, "ann", "bob").get(1).expectNothing();

    elsewhere.expectNothing();
    nowhere.expectNothing();
  }

  @Test
  void joiningAnotherRoomLeavesTheFirst() {
    List<ChatClient> from = gather("from", "mover", "stayer");
    ChatClient mover = from.get(0);
    ChatClient stayer = from.get(1);
    ChatClient host = gather("to", "host").get(0);

    mover.send("join_room", "room", "to");

    mover.expect("room_left", "room", "from");
    ChatClient.Joined joined = mover.expectJoined();
    assertThat(joined.room()).isEqualTo("to");
    assertThat(joined.history()).isEmpty();
    assertThat(joined.users()).containsExactly(host.asListed(), mover.asListed());
    stayer.expectLeaving(mover);
    host.expectJoining(mover);
    stayer.say("in the old room");
    stayer.expect("message_received", "room", "from");
    mover.say("in the new room");
    mover.expect("message_received", "room", "to", "content", "in the new room");
    host.expect("message_received", "room", "to", "content", "in the new room");
    stayer.expectNothing();
  }

  @Test
  void aRoomThatTheLastOneLeftStartsAfresh() {
    ChatClient ann = member("ann");
    ann.send("join_room", "room", "coffee");
    ann.expect("room_left", "room", ROOM);
    ann.expectJoined();
    ChatClient bob = user("bob");

    assertThat(bob.join(ROOM).users()).containsExactly(bob.asListed());
    ann.expectNothing();
  }

  @Test
  void joiningTheSameRoomAgainLeavesItFirst() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);

    ann.send("join_room", "room", "Tea");

    ann.expect("room_left", "room", ROOM);
    ChatClient.Joined joined = ann.expectJoined();
    assertThat(joined.room()).isEqualTo(ROOM);
    assertThat(joined.users()).containsExactly(bob.asListed(), ann.asListed());
    bob.expectLeaving(ann);
    bob.expectJoining(ann);
    assertUndisturbed(ann, bob);
  }

  @Test
  void aRefusedJoinKeepsTheRoom() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);

    ann.send("join_room", "room", "").expectError(Failure.ROOM_REQUIRED);
    ann.send("join_room", "room", " ").expectError(Failure.ROOM_REQUIRED);
    ann.send("join_room", "room", 5).expectError(Failure.ROOM_REQUIRED);

    assertUndisturbed(ann, both.get(1));
  }

  // ---- leaving

  @Test
  void leavingIsConfirmedAndToldToTheOthers() {
    List<ChatClient> three = gather(ROOM, "ann", "bob", "cleo");
    ChatClient bob = three.get(1);

    bob.leave(ROOM);

    for (ChatClient other : List.of(three.get(0), three.get(2))) {
      other.expectLeaving(bob);
    }
    three.forEach(ChatClient::expectNothing);
    ChatClient late = user("late");
    assertThat(late.join(ROOM).users())
        .containsExactly(three.get(0).asListed(), three.get(2).asListed(), late.asListed());
  }

  @Test
  void leavingNoRoomIsSilent() {
    for (ChatClient client : List.of(guest(), user("ann"))) {
      client.send("leave_room").expectNothing();
    }
  }

  @Test
  void leavingTwiceIsSilentTheSecondTime() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);

    ann.send("leave_room").send("leave_room");

    ann.expect("room_left", "room", ROOM);
    ann.expectNothing();
    both.get(1).expectLeaving(ann);
    both.get(1).expectNothing();
  }

  @Test
  void whoHasLeftNeitherHearsNorSpeaks() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);
    ann.leave(ROOM);
    bob.expectLeaving(ann);

    bob.say("gone?").expectMessage("gone?");
    bob.send("typing_start").expectNothing();
    ann.expectNothing();
    ann.say("hello?").expectError(Failure.NOT_IN_ROOM);
    ann.send("typing_start").expectNothing();
    bob.expectNothing();
  }

  @Test
  void requestsInOneGoAreAnsweredOneAfterTheOther() {
    ChatClient client = guest();

    client.send("set_username", "username", "ann");
    client.send("join_room", "room", ROOM).say("first");
    client.send("leave_room").say("too late");
    client.send("join_room", "room", "coffee").say("second");

    client.expect("username_set", "username", "ann");
    assertThat(client.expectJoined().users())
        .extracting(user -> user.get("username").textValue())
        .containsExactly("ann");
    client.expectMessage("first");
    client.expect("room_left", "room", ROOM);
    client.expectError(Failure.NOT_IN_ROOM);
    assertThat(client.expectJoined().room()).isEqualTo("coffee");
    JsonNode second = client.expectMessage("second");
    assertThat(second.get("room").textValue()).isEqualTo("coffee");
    client.expectNothing();
  }
}
