package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.ChatEngine;
import dev.chatengine.spi.RateLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every frame and every error of the base protocol, between real clients and a real engine. */
class BaseProtocolTest {
  private static final String WHITE =
      " \t\n\u000B\f\r\u00A0\u1680\u2003\u2028\u2029\u202F\u205F\u3000\uFEFF";

  private final ChatEngine engine =
      ChatEngine.builder().connectionRate(RateLimit.UNLIMITED).build();

  /** These clients do not answer a close frame, so they are not waited for. */
  private final WebSocketTransport transport =
      WebSocketTransport.builder(engine).port(0).closeTimeout(Duration.ofMillis(50)).start();

  @AfterEach
  void stop() {
    engine.close();
    transport.close();
  }

  // ---- names

  @Test
  void everyClientIsGreetedWithAnIdOfItsOwn() {
    ChatClient one = ChatClient.guest(transport);
    ChatClient other = ChatClient.guest(transport);

    assertThat(one.id).isNotEqualTo(other.id);
    one.expectSilence();
  }

  @Test
  void aNameIsTrimmedAndThenCut() {
    ChatClient ann = ChatClient.guest(transport);

    ann.send("set_username", "username", WHITE + "ann" + WHITE);
    ann.expect("username_set", "username", "ann");
    ann.send("set_username", "username", "x".repeat(18) + "   tail");
    ann.expect("username_set", "username", "x".repeat(18) + "  ");
    ann.send("set_username", "username", "👋".repeat(11));
    ann.expect("username_set", "username", "👋".repeat(10));
    ann.send("set_username", "username", "\u0000ann\u200B");
    ann.expect("username_set", "username", "\u0000ann\u200B");
  }

  @Test
  void aNameThatIsMissingOrTooShortIsRefused() {
    ChatClient ann = ChatClient.guest(transport);

    for (Object missing : List.of("", 0, false, 7, List.of("ann"), Map.of("a", 1))) {
      ann.send("set_username", "username", missing);
      ann.expectError("username_required", "Username is required");
    }
    ann.send("set_username");
    ann.expectError("username_required", "Username is required");
    for (String tooShort : List.of("a", " a ", " ", WHITE)) {
      ann.send("set_username", "username", tooShort);
      ann.expectError("username_too_short", "Username must be at least 2 characters");
    }
  }

  @Test
  void aNameIsTakenByOneAndFreeAgainAfterARenameAndAfterAClose() {
    ChatClient ann = ChatClient.user(transport, "ann");
    ChatClient bob = ChatClient.guest(transport);

    bob.send("set_username", "username", " ann ");
    bob.expectError("username_taken", "Username is already taken");
    bob.setName("Ann");
    ann.setName("ann");
    ann.setName("anna");
    bob.setName("ann");
    bob.raw.sendClose(1000);
    assertThat(bob.raw.readClose()).isEqualTo(1000);
    claim(ann, "ann");
  }

  /** Another connection's end is noticed soon, not at once. */
  private static void claim(ChatClient client, String name) {
    JsonNode answer;
    do {
      client.send("set_username", "username", name);
      answer = client.next();
    } while (answer.path("code").asText().equals("username_taken"));
    assertThat(answer.path("type").asText()).isEqualTo("username_set");
  }

  @Test
  void aNewNameInARoomIsKnownToNewcomersAndToWhatComesNext() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.member(transport, "bob", "tea");
    ann.expect("user_joined", "userId", bob.id, "username", "bob");

    ann.setName("anna");
    bob.expectSilence();
    ann.say("who am I");
    bob.expect("message_received", "username", "anna", "userId", ann.id);
    ChatClient cat = ChatClient.user(transport, "cat");
    assertThat(cat.join("tea")[2].path("users").findValuesAsText("username"))
        .containsExactly("anna", "bob", "cat");
    ann.expect("message_received");
    ann.expect("user_joined", "username", "cat");
    ann.send("leave_room");
    ann.expect("room_left", "room", "tea");
    cat.expect("user_left", "userId", ann.id, "username", "anna");
  }

  // ---- rooms

  @Test
  void joiningIsAnsweredInOrderAndToldToTheOthers() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.user(transport, "bob");

    JsonNode[] answers = bob.join("tea");

    assertThat(answers[0].path("room").asText()).isEqualTo("tea");
    assertThat(answers[1].path("messages")).isEmpty();
    assertThat(answers[2].path("users").findValuesAsText("id")).containsExactly(ann.id, bob.id);
    assertThat(answers[2].path("users").findValuesAsText("username")).containsExactly("ann", "bob");
    ann.expect("user_joined", "username", "bob", "userId", bob.id);
    ann.expectSilence();
    bob.expectSilence();
  }

  @Test
  void aRoomsNameIsTrimmedLowerCasedAndCut() {
    ChatClient ann = ChatClient.user(transport, "ann");

    ann.send("join_room", "room", WHITE + "ΟΔΟΣ İI" + WHITE);
    ann.expect("room_joined", "room", "οδος i\u0307i");
    ann.expect("message_history");
    ann.expect("room_users");
    ann.send("join_room", "room", "y".repeat(29) + "  tail");
    ann.expect("room_left", "room", "οδος i\u0307i");
    ann.expect("room_joined", "room", "y".repeat(29) + " ");
  }

  @Test
  void aRoomThatIsMissingIsRefusedAndTheOldOneKept() {
    ChatClient guest = ChatClient.guest(transport);
    guest.send("join_room", "room", 17);
    guest.expectError("username_required", "Please set a username first");
    ChatClient ann = ChatClient.member(transport, "ann", "tea");

    for (Object missing : List.of("", " ", WHITE, 5, true, List.of("tea"))) {
      ann.send("join_room", "room", missing);
      ann.expectError("room_required", "Room name is required");
    }
    ann.send("join_room");
    ann.expectError("room_required", "Room name is required");
    ann.say("still here");
    ann.expect("message_received", "content", "still here", "room", "tea");
  }

  @Test
  void switchingLeavesTheOldRoomFirst() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.member(transport, "bob", "tea");
    ChatClient cat = ChatClient.member(transport, "cat", "coffee");
    ann.expect("user_joined");

    ann.send("join_room", "room", "coffee");
    ann.expect("room_left", "room", "tea");
    ann.expect("room_joined", "room", "coffee");
    ann.expect("message_history");
    ann.expect("room_users");
    bob.expect("user_left", "userId", ann.id, "username", "ann");
    cat.expect("user_joined", "userId", ann.id, "username", "ann");

    ann.send("join_room", "room", "Coffee");
    ann.expect("room_left", "room", "coffee");
    ann.expect("room_joined", "room", "coffee");
    ann.expect("message_history");
    JsonNode users = ann.expect("room_users").path("users");
    assertThat(users.findValuesAsText("username")).containsExactly("cat", "ann");
    cat.expect("user_left", "userId", ann.id);
    cat.expect("user_joined", "userId", ann.id);
  }

  @Test
  void leavingIsAnsweredAndToldAndSilentInNoRoom() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.member(transport, "bob", "tea");
    ann.expect("user_joined");

    ann.send("leave_room");
    ann.send("leave_room");
    ann.expect("room_left", "room", "tea");
    ann.expectSilence();
    bob.expect("user_left", "userId", ann.id, "username", "ann");
    bob.say("gone?");
    bob.expect("message_received");
    ann.say("hello?");
    ann.expectError("not_in_room", "Please join a room first");
    bob.expectSilence();
  }

  @Test
  void requestsSentAtOnceAreAnsweredInTheirOrder() {
    ChatClient ann = ChatClient.guest(transport);
    ann.send("set_username", "username", "ann");
    ann.send("join_room", "room", "tea");
    ann.say("first");
    ann.send("leave_room");
    ann.say("too late");

    ann.expect("username_set");
    ann.expect("room_joined");
    ann.expect("message_history");
    ann.expect("room_users");
    ann.expect("message_received", "content", "first");
    ann.expect("room_left");
    ann.expectError("not_in_room", "Please join a room first");
  }

  // ---- messages

  @Test
  void aMessageReachesEverybodyInTheRoomWithAllItsFields() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.member(transport, "bob", "tea");
    ChatClient far = ChatClient.member(transport, "far", "coffee");
    ann.expect("user_joined");
    Instant before = Instant.now().minusSeconds(1);

    ann.send(
        "chat_message",
        "content",
        "hello",
        "id",
        "mine",
        "userId",
        bob.id,
        "username",
        "bob",
        "room",
        "coffee",
        "timestamp",
        "2001-01-01T00:00:00.000Z",
        "extra",
        List.of(1));

    JsonNode own =
        ann.expect(
            "message_received",
            "room",
            "tea",
            "userId",
            ann.id,
            "username",
            "ann",
            "content",
            "hello");
    assertThat(bob.next()).isEqualTo(own);
    assertThat(own.path("id").asText()).isNotIn("", "mine");
    String timestamp = own.path("timestamp").asText();
    assertThat(timestamp).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(Instant.parse(timestamp)).isBetween(before, Instant.now().plusSeconds(1));
    far.expectSilence();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "emoji 👨‍👩‍👧‍👦 👍🏽",
        "שלום \u202eabc\u202c",
        "Z\u0351\u036b e\u0301",
        "漢字 𠜎",
        "one\ntwo\r\nthree\u2028four",
        "a\u0000b\u0007c\u001bd\u007fe\u0080f",
        "\" \\ / \\u0041 ${x}",
        "<script>alert(1)</script>&amp;",
        "{\"type\":\"error\"}",
        "x\ufffe\uffff y",
        "0",
        "null"
      })
  void textIsKeptAsItIs(String content) {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.user(transport, "bob");

    ann.say(content);

    ann.expect("message_received", "content", content);
    assertThat(bob.join("tea")[1].path("messages").get(0).path("content").asText())
        .isEqualTo(content);
    ann.expect("user_joined");
    ann.send("private_message", "targetId", bob.id, "content", content);
    bob.expect("private_message", "content", content);
  }

  @Test
  void contentIsTrimmedThenCutAndWhiteSpaceIsSilence() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");

    ann.say(WHITE + "two  words" + WHITE);
    ann.expect("message_received", "content", "two  words");
    ann.say(" ".repeat(700) + "n".repeat(999) + "  tail");
    ann.expect("message_received", "content", "n".repeat(999) + " ");
    ann.say("👋".repeat(600));
    ann.expect("message_received", "content", "👋".repeat(500));
    ann.say("a".repeat(999) + "👋");
    ann.expect("message_received", "content", "a".repeat(999));
    ann.say(WHITE);
    ann.say(" ".repeat(5_000));
    ann.expectSilence();
    ann.say("\u0085");
    ann.expect("message_received", "content", "\u0085");
  }

  @Test
  void contentIsRequiredAndTheChecksHaveAnOrder() {
    ChatClient ann = ChatClient.guest(transport);
    ann.send("chat_message");
    ann.expectError("username_required", "Please set a username first");
    ann.setName("ann");
    ann.send("chat_message");
    ann.expectError("not_in_room", "Please join a room first");
    ann.join("tea");
    ann.send("chat_message");
    ann.expectError("content_required", "Message content is required");
    for (Object missing : List.of("", 0, true, 42, List.of("text"), Map.of("length", 5))) {
      ann.send("chat_message", "content", missing);
      ann.expectError("content_required", "Message content is required");
    }
  }

  @Test
  void severalSendersAreSeenInOneOrderByAll() {
    List<ChatClient> members = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      members.add(ChatClient.member(transport, "member" + i, "tea"));
      for (int j = 0; j < i; j++) {
        members.get(j).expect("user_joined");
      }
    }
    for (int n = 0; n < 50; n++) {
      for (ChatClient member : members) {
        member.say(member.name() + ":" + n);
      }
    }

    List<String> order = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    String last = "";
    for (int n = 0; n < 200; n++) {
      JsonNode message = members.get(0).expect("message_received", "seq", n + 1);
      order.add(message.path("content").asText());
      ids.add(message.path("id").asText());
      assertThat(message.path("timestamp").asText()).isGreaterThanOrEqualTo(last);
      last = message.path("timestamp").asText();
    }
    assertThat(ids).hasSize(200);
    for (ChatClient member : members) {
      assertThat(order.stream().filter(content -> content.startsWith(member.name() + ":")))
          .containsExactlyElementsOf(
              IntStream.range(0, 50).mapToObj(n -> member.name() + ":" + n).toList());
    }
    for (ChatClient member : members.subList(1, 4)) {
      for (String content : order) {
        member.expect("message_received", "content", content);
      }
    }
  }

  // ---- history

  @Test
  void historyIsTheLastFiftyOldestFirstAndOutlivesTheMembers() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    for (int n = 0; n < 63; n++) {
      ann.say("number " + n);
    }
    JsonNode last = null;
    for (int n = 0; n < 63; n++) {
      last = ann.expect("message_received");
    }
    ann.send("leave_room");
    ann.expect("room_left");

    ChatClient bob = ChatClient.user(transport, "bob");
    JsonNode history = bob.join("tea")[1].path("messages");

    assertThat(history).hasSize(50);
    for (int i = 0; i < 50; i++) {
      assertThat(history.get(i).path("content").asText()).isEqualTo("number " + (13 + i));
    }
    assertThat(history.get(49)).isEqualTo(last);
  }

  @Test
  void historyAndLiveMessagesJoinUpWhileOthersPost() {
    ChatClient author = ChatClient.member(transport, "author", "tea");
    int total = 300;
    List<ChatClient> readers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      readers.add(ChatClient.user(transport, "reader" + i));
    }
    for (int n = 0; n < total; n++) {
      author.say("" + n);
      if (n % 50 == 25) {
        readers.get(n / 50).send("join_room", "room", "tea");
      }
    }
    for (ChatClient reader : readers) {
      reader.expect("room_joined");
      JsonNode history = reader.expect("message_history").path("messages");
      int next = history.isEmpty() ? 0 : history.get(0).path("content").asInt();
      for (JsonNode message : history) {
        assertThat(message.path("content").asText()).isEqualTo("" + next++);
      }
      reader.expect("room_users");
      boolean empty = history.isEmpty();
      while (next < total) {
        JsonNode frame = reader.next();
        if (frame.path("type").asText().equals("message_received")) {
          int number = frame.path("content").asInt();
          assertThat(number).isEqualTo(empty ? 0 : next);
          empty = false;
          next = number + 1;
        } else {
          assertThat(frame.path("type").asText()).isEqualTo("user_joined");
        }
      }
    }
  }

  // ---- private messages

  @Test
  void aPrivateMessageReachesItsTargetAndItsSenderOnly() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.user(transport, "bob");
    ChatClient cat = ChatClient.member(transport, "cat", "tea");
    ann.expect("user_joined");

    ann.send("private_message", "targetId", bob.id, "content", WHITE + "p".repeat(1_200));

    Object[] fields = {
      "fromId",
      ann.id,
      "fromUsername",
      "ann",
      "toId",
      bob.id,
      "toUsername",
      "bob",
      "content",
      "p".repeat(1_000)
    };
    JsonNode received = bob.expect("private_message", fields);
    JsonNode copy = ann.expect("private_message_sent", fields);
    assertThat(copy.path("timestamp")).isEqualTo(received.path("timestamp"));
    cat.expectSilence();
  }

  @Test
  void aPrivateMessageMayGoToOneselfAndToWhoHasNoName() {
    ChatClient ann = ChatClient.user(transport, "ann");
    ChatClient guest = ChatClient.guest(transport);

    ann.send("private_message", "targetId", ann.id, "content", "note");
    ann.expect("private_message", "fromId", ann.id, "toId", ann.id, "content", "note");
    ann.expect("private_message_sent", "fromId", ann.id, "toId", ann.id);
    ann.send("private_message", "targetId", guest.id, "content", "psst");
    JsonNode frame = guest.expect("private_message", "content", "psst");
    assertThat(frame.get("toUsername").isNull()).isTrue();
    ann.expect("private_message_sent");
  }

  @Test
  void aPrivateMessageIsRefusedInTheOrderOfTheChecks() {
    ChatClient ann = ChatClient.guest(transport);
    ann.send("private_message");
    ann.expectError("username_required", "Please set a username first");
    ann.setName("ann");
    for (Object wrong : List.of("", "nobody", "ann", ann.id + " ", 0, true, List.of(ann.id))) {
      ann.send("private_message", "targetId", wrong, "content", " ");
      ann.expectError("user_not_found", "User not found");
    }
    for (Object missing : List.of("", " ", WHITE, 42, List.of("text"))) {
      ann.send("private_message", "targetId", ann.id, "content", missing);
      ann.expectError("content_required", "Message content is required");
    }
    ann.send("private_message", "targetId", ann.id);
    ann.expectError("content_required", "Message content is required");
  }

  // ---- typing

  @Test
  void typingIsPassedOnToTheOthersAsItComes() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.member(transport, "bob", "tea");
    ann.expect("user_joined");

    for (String type : List.of("typing_stop", "typing_start", "typing_start", "typing_stop")) {
      ann.send(type);
      bob.expect(
          "typing_indicator",
          "userId",
          ann.id,
          "username",
          "ann",
          "isTyping",
          type.equals("typing_start"));
    }
    ann.send("typing_start");
    bob.expect("typing_indicator");
    ann.say("done");
    ann.expect("message_received");
    bob.expect("message_received");
    ann.send("leave_room");
    ann.expect("room_left");
    bob.expect("user_left");
    ann.send("typing_start");
    ann.expectSilence();
    bob.expectSilence();
  }

  // ---- the end of a connection

  @Test
  void aClosedAndALostConnectionLeaveTheirRoom() throws Exception {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    ChatClient bob = ChatClient.member(transport, "bob", "tea");
    ChatClient cat = ChatClient.member(transport, "cat", "tea");
    ann.expect("user_joined");
    ann.expect("user_joined");

    bob.raw.sendClose(1000);
    ann.expect("user_left", "userId", bob.id, "username", "bob");
    cat.raw.socket().setSoLinger(true, 0);
    cat.close();
    ann.expect("user_left", "userId", cat.id, "username", "cat");
    ann.send("private_message", "targetId", cat.id, "content", "gone?");
    JsonNode answer = ann.next();
    while (answer.path("type").asText().equals("private_message_sent")) {
      ann.send("private_message", "targetId", cat.id, "content", "gone?");
      answer = ann.next();
    }
    assertThat(answer.path("message").asText()).isEqualTo("User not found");
  }

  // ---- what is no frame

  @ParameterizedTest
  @CsvSource({
    "{},undefined",
    "{\"type\":null},null",
    "{\"type\":5},5",
    "{\"type\":true},true",
    "{\"type\":\"chat\"},chat",
    "{\"type\":\"CHAT_MESSAGE\"},CHAT_MESSAGE",
    "{\"type\":\"message_received\"},message_received",
    "{\"type\":\"__proto__\"},__proto__"
  })
  void anUnknownTypeIsNamed(String text, String shown) {
    ChatClient ann = ChatClient.guest(transport);

    ann.raw.sendText(text);

    ann.expectError("unknown_type", "Unknown message type: " + shown);
    ann.expectSilence();
  }

  @Test
  void whatIsNoJsonObjectIsAnsweredAndClosesNothing() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");
    for (String text :
        List.of(
            "",
            "hello",
            "{",
            "[]",
            "null",
            "5",
            "{\"type\":\"leave_room\"} x",
            "{\"type\":\"leave_room\",}",
            "\uFEFF{\"type\":\"leave_room\"}",
            "[".repeat(20_000))) {
      ann.raw.sendText(text);
      ann.expectError("invalid_json", "Invalid JSON format");
    }
    ann.raw.send(RawClient.frame(0x82, new byte[] {0x7b, (byte) 0x80, 0x7d}));
    ann.expectError("invalid_json", "Invalid JSON format");
    ann.say("still alive");
    ann.expect("message_received", "content", "still alive");
  }

  @Test
  void theLastOfEqualKeysCountsAndABinaryMessageIsText() {
    ChatClient ann = ChatClient.member(transport, "ann", "tea");

    ann.raw.sendText(
        "{\"type\":\"leave_room\",\"content\":\"a\",\"type\":\"chat_message\",\"content\":\"b\"}");
    ann.expect("message_received", "content", "b");
    ann.raw.send(
        RawClient.frame(
            0x82,
            "{\"type\":\"chat_message\",\"content\":\"é🙂\"}".getBytes(StandardCharsets.UTF_8)));
    ann.expect("message_received", "content", "é🙂");
  }
}
