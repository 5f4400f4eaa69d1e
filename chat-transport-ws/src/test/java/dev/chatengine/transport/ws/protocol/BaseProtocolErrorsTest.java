package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.transport.ws.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends: it gets an answer, keeps its connection, and disturbs nobody. */
class BaseProtocolErrorsTest extends BaseProtocolCase {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ",
        "hello", "{",
        "}", "{\"type\":",
        "{\"type\":\"leave_room\"", "{'type':'leave_room'}",
        "{type:\"leave_room\"}", "{\"type\":\"leave_room\",}",
        "{\"type\":\"leave_room\"} x", "{\"type\":\"leave_room\"}{\"type\":\"leave_room\"}",
        "[1,2", "[1,]",
        "{\"type\":\"leave_room\" /* comment */}", "// {\"type\":\"leave_room\"}",
        "{\"type\":\"leave_room\",\"n\":01}", "{\"type\":\"leave_room\",\"n\":+1}",
        "{\"type\":\"leave_room\",\"n\":.5}", "{\"type\":\"leave_room\",\"n\":1.}",
        "{\"type\":\"leave_room\",\"n\":NaN}", "{\"type\":\"leave_room\",\"n\":Infinity}",
        "{\"type\":\"leave_room\",\"n\":0x10}", "{\"type\":\"leave_\nroom\"}",
        "{\"type\":\"leave\\xroom\"}", "{\"type\":\"\\u12\"}",
        "undefined", "True",
        "nul", "\ufeff{\"type\":\"leave_room\"}",
        "{\"type\":\"leave_room\"}\u00a0", "{\"type\":\"leave_room\"}\0",
        "\"unfinished", "<xml/>",
        "null", "5",
        "-0.5e3", "\"leave_room\"",
        "\"\"", "true",
        "false", "[]",
        "[{\"type\":\"leave_room\"}]", "[\"type\",\"leave_room\"]"
      })
  void whatIsNoJsonObjectIsInvalid(String text) {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).sendText(text).expectError(Failure.INVALID_JSON);

    assertUndisturbed(both.get(0), both.get(1));
  }

  @Test
  void whoHasNoNameYetIsToldTooAndGoesOn() {
    ChatClient guest = guest();

    guest.sendText("{\"type\":").expectError(Failure.INVALID_JSON);

    guest.named("ann");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "000102fffe", "7b807d", "1f8b0800", "feff007b007d"})
  void binaryRubbishIsInvalidJson(String hex) {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).sendBinary(HexFormat.of().parseHex(hex)).expectError(Failure.INVALID_JSON);

    assertUndisturbed(both.get(0), both.get(1));
  }

  @Test
  void aBinaryMessageIsReadAsText() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).sendBinary(ChatClient.utf8(ChatClient.frame("chat_message", "content", "é🙂")));

    both.forEach(client -> client.expectMessage("é🙂"));
    both.get(0).sendBinary(ChatClient.utf8(ChatClient.frame("leave_room")));
    both.get(0).expect("room_left", "room", ROOM);
  }

  @Test
  void aMessageMayComeInFragmentsThatCutACharacter() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    byte[] bytes = ChatClient.utf8(ChatClient.frame("chat_message", "content", "grüße 👋"));
    int middle = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\u00c3') + 1;
    RawClient raw = both.get(0).raw();

    raw.send(RawClient.frame(RawClient.TEXT, Arrays.copyOf(bytes, middle)));
    raw.send(RawClient.frame(RawClient.FIN | RawClient.PING, ChatClient.utf8("still there?")));
    raw.send(RawClient.frame(RawClient.FIN, Arrays.copyOfRange(bytes, middle, bytes.length)));

    RawClient.Frame pong = raw.read();
    assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
    assertThat(pong.text()).isEqualTo("still there?");
    both.forEach(client -> client.expectMessage("grüße 👋"));
  }

  @Test
  void whiteSpaceAroundJsonIsNothing() {
    member("ann")
        .sendText(" \r\n\t{ \"type\" :\n\"chat_message\" ,\t\"content\":\"spaced\" }\n ")
        .expectMessage("spaced");
  }

  @Test
  void ofEqualKeysTheLastCounts() {
    ChatClient ann = member("ann");

    ann.sendText(
        "{\"type\":\"leave_room\",\"content\":\"first\",\"type\":\"chat_message\",\"content\":\"last\"}");
    ann.expectMessage("last");
    ann.sendText("{\"type\":\"chat_message\",\"content\":\"first\",\"content\":7}");
    ann.expectError(Failure.CONTENT_REQUIRED);
  }

  @Test
  void escapesInNamesAndTypesAreText() {
    member("ann")
        .sendText("{\"\\u0074ype\":\"chat\\u005fmessage\",\"content\":\"\\u0061\\/b\"}")
        .expectMessage("a/b");
  }

  static Stream<String> typesThatNobodyMaySend() {
    return Stream.of(
        "x", "chat",
        "CHAT_MESSAGE", "Leave_Room",
        " leave_room", "leave_room\0",
        "leave-room", "",
        "<b>", "é🙂",
        "constructor", "__proto__",
        "toString", "hasOwnProperty",
        "null", "undefined",
        "connection", "username_set",
        "room_joined", "room_left",
        "room_users", "user_joined",
        "user_left", "message_received",
        "message_history", "private_message_sent",
        "typing_indicator", "error",
        "welcome", "pong");
  }

  @ParameterizedTest
  @MethodSource("typesThatNobodyMaySend")
  void aTypeThatNobodyMaySendIsUnknown(String type) {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0)
        .send(type, "room", ROOM, "content", "forged", "username", "forged")
        .expectError(Failure.unknownType(type));

    assertUndisturbed(both.get(0), both.get(1));
  }

  @Test
  void aTypeThatIsMissingOrNoTextIsNamedAsJavaScriptNamesIt() {
    ChatClient ann = member("ann");

    ann.sendText("{}").expectError(Failure.unknownType("undefined"));
    ann.sendText("{\"Type\":\"chat_message\",\"content\":\"no type\"}");
    ann.expectError(Failure.unknownType("undefined"));
    for (Object value : new Object[] {5, 0, 1.5, true, false, null}) {
      ann.sendText("{\"type\":" + value + "}").expectError(Failure.unknownType("" + value));
    }
    assertUndisturbed(ann);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}", "[]",
        "[\"leave_room\"]", "{\"type\":\"leave_room\"}",
        "{\"toString\":1,\"valueOf\":1}"
      })
  void aTypeThatIsAnArrayOrAnObjectIsUnknown(String type) {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).sendText("{\"type\":" + type + "}").expectError(Failure.unknownType(""));

    assertUndisturbed(both.get(0), both.get(1));
  }

  @Test
  void aLongTypeIsShownInPart() {
    ChatClient ann = member("ann");

    ann.send("z".repeat(5_000)).expectError(Failure.unknownType("z".repeat(100)));
  }

  @Test
  void nestingAndNumbersOfAnySizeDoNoHarm() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);

    ann.sendText("{\"type\":\"chat_message\",\"content\":" + nested(100) + "}");
    ann.expectError(Failure.CONTENT_REQUIRED);
    for (String text :
        List.of(
            nested(25_000),
            "[".repeat(25_000),
            "{\"type\":" + nested(25_000) + "}",
            "{\"type\":\"chat_message\",\"content\":"
                + "{\"a\":".repeat(9_000)
                + "1"
                + "}".repeat(9_001),
            "{\"type\":\"chat_message\",\"content\":" + "9".repeat(3_000) + "}")) {
      ann.sendText(text).expectError(Failure.INVALID_JSON);
    }
    for (String number : List.of("1e999999999", "-1e-999999999")) {
      ann.sendText("{\"type\":\"chat_message\",\"content\":" + number + "}");
      ann.expectError(Failure.CONTENT_REQUIRED);
    }
    assertUndisturbed(ann, both.get(1));
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void manyErrorsInARowCloseNothing() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);

    for (int i = 0; i < 300; i++) {
      ann.sendText("}{");
    }
    for (int i = 0; i < 300; i++) {
      ann.expectError(Failure.INVALID_JSON);
    }

    assertUndisturbed(ann, both.get(1));
  }

  @Test
  void textThatIsNotUtf8ClosesItsOwnConnection() {
    List<ChatClient> three = gather(ROOM, "ann", "bob", "cleo");
    ChatClient ann = three.remove(0);

    ann.raw().send(RawClient.frame(RawClient.FIN | RawClient.TEXT, new byte[] {'"', -61, '(', -1}));

    assertThat(ann.raw().readClose()).isEqualTo(1007);
    three.forEach(client -> client.expectLeaving(ann));
    assertUndisturbed(three.get(0), three.get(1));
  }

  @Test
  void aMessageAsLongAsTheTransportTakesIsCut() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).say("b".repeat(63 * 1024));

    both.forEach(client -> client.expectMessage("b".repeat(1_000)));
  }

  @Test
  void everyErrorHasNothingButACodeAndAText() {
    JsonNode error = guest().sendText("{").next();

    assertThat(error).hasSize(3);
    assertThat(error.get("type").textValue()).isEqualTo("error");
    assertThat(error.get("code").textValue()).isEqualTo("invalid_json");
    assertThat(error.get("message").textValue()).isEqualTo("Invalid JSON format");
  }
}
