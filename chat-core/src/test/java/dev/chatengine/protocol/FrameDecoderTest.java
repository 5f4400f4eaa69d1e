package dev.chatengine.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Attachment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest {
  private final FrameDecoder decoder = new FrameDecoder();

  @Test
  void readsEveryFrame() {
    assertThat(decode("{\"type\":\"set_username\",\"username\":\"ann\"}"))
        .isEqualTo(new ClientFrame.SetUsername("ann"));
    assertThat(decode("{\"type\":\"join_room\",\"room\":\"tea\"}"))
        .isEqualTo(new ClientFrame.JoinRoom("tea", false, null));
    assertThat(decode("{\"type\":\"leave_room\"}")).isEqualTo(new ClientFrame.LeaveRoom(null));
    assertThat(decode("{\"type\":\"chat_message\",\"content\":\"hi\"}"))
        .isEqualTo(new ClientFrame.ChatMessage("hi", null, MessageExtras.NONE));
    assertThat(decode("{\"type\":\"private_message\",\"targetId\":\"b\",\"content\":\"hi\"}"))
        .isEqualTo(new ClientFrame.PrivateMessage("b", "hi", MessageExtras.NONE));
    assertThat(decode("{\"type\":\"typing_start\"}")).isEqualTo(new ClientFrame.Typing(true, null));
    assertThat(decode("{\"type\":\"typing_stop\"}")).isEqualTo(new ClientFrame.Typing(false, null));
  }

  @Test
  void readsAFrameThatDoesNotFillItsBuffer() {
    byte[] bytes = "xx{\"type\":\"leave_room\"}yy".getBytes(StandardCharsets.UTF_8);
    ByteBuffer heap = ByteBuffer.wrap(bytes, 2, bytes.length - 4);
    ByteBuffer sliced = ByteBuffer.wrap(bytes).position(2).limit(bytes.length - 2).slice();
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    direct.position(2).limit(bytes.length - 2);

    assertThat(decoder.decode(heap).frame()).isEqualTo(new ClientFrame.LeaveRoom(null));
    assertThat(decoder.decode(sliced).frame()).isEqualTo(new ClientFrame.LeaveRoom(null));
    assertThat(decoder.decode(direct).frame()).isEqualTo(new ClientFrame.LeaveRoom(null));
    assertThat(heap.hasRemaining()).isFalse();
    assertThat(direct.hasRemaining()).isFalse();
  }

  @Test
  void typeMayComeLastAndTheLastOfEqualKeysCounts() {
    assertThat(
            decode(
                "{\"content\":\"a\",\"type\":\"x\",\"content\":\"b\",\"type\":\"chat_message\"}"))
        .isEqualTo(new ClientFrame.ChatMessage("b", null, MessageExtras.NONE));
    assertThat(decode("{\"type\":\"chat_message\",\"content\":\"a\",\"content\":7}"))
        .isEqualTo(new ClientFrame.ChatMessage(null, null, MessageExtras.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "-1.5", "1e999999999", "true", "{\"a\":[1]}", "[\"a\"]"})
  void valuesOfAnotherTypeCountAsMissing(String value) {
    assertThat(decode("{\"type\":\"set_username\",\"username\":" + value + "}"))
        .isEqualTo(new ClientFrame.SetUsername(null));
    assertThat(decode("{\"type\":\"join_room\",\"room\":" + value + "}"))
        .isEqualTo(new ClientFrame.JoinRoom(null, false, null));
    assertThat(decode("{\"type\":\"chat_message\",\"content\":" + value + "}"))
        .isEqualTo(new ClientFrame.ChatMessage(null, null, MessageExtras.NONE));
    assertThat(
            decode(
                "{\"type\":\"private_message\",\"targetId\":"
                    + value
                    + ",\"content\":"
                    + value
                    + "}"))
        .isEqualTo(new ClientFrame.PrivateMessage(null, null, MessageExtras.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "{},undefined",
    "{\"type\":null},null",
    "{\"type\":5},5",
    "{\"type\":1.5},1.5",
    "{\"type\":true},true",
    "{\"type\":\"LEAVE_ROOM\"},LEAVE_ROOM",
    "{\"type\":\"message_received\"},message_received"
  })
  void unknownTypesAreWrittenAsJavaScriptWritesThem(String json, String shown) {
    assertThat(decode(json)).isEqualTo(malformed("Unknown message type: " + shown));
  }

  @Test
  void aTypeThatIsNotATextIsNoFrameEvenIfItLooksLikeOne() {
    assertThat(decode("{\"type\":[\"leave_room\"]}"))
        .isEqualTo(malformed("Unknown message type: "));
    assertThat(decode("{\"type\":{\"type\":\"leave_room\"}}"))
        .isEqualTo(malformed("Unknown message type: "));
  }

  @Test
  void aLongTypeIsShortenedInTheError() {
    assertThat(decode("{\"type\":\"" + "z".repeat(5_000) + "\"}"))
        .isEqualTo(malformed("Unknown message type: " + "z".repeat(100)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "{",
        "}",
        "{\"type\":",
        "{\"type\":\"leave_room\"",
        "{'type':1}",
        "{type:1}",
        "{\"type\":\"leave_room\",}",
        "{\"type\":\"leave_room\"} x",
        "{\"type\":\"leave_room\"}{}",
        "[1,2",
        "/* */{}",
        "{\"n\":01}",
        "{\"n\":+1}",
        "{\"n\":.5}",
        "{\"n\":1.}",
        "{\"n\":NaN}",
        "{\"n\":Infinity}",
        "{\"n\":0x10}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "\uFEFF{}",
        "{}\u00A0",
        "{}\u0000",
        "null",
        "5",
        "\"leave_room\"",
        "[]",
        "true"
      })
  void onlyObjectsAreValidJson(String text) {
    assertThat(decode(text)).isEqualTo(malformed("Invalid JSON format"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "000102fffe", "7b807d", "1f8b0800", "feff007b007d", "7b007d00"})
  void bytesThatAreNoUtf8JsonAreInvalid(String hex) {
    assertThat(decoder.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))).frame())
        .isEqualTo(malformed("Invalid JSON format"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"username", "room", "content", "targetId"})
  void halfASurrogatePairIsInvalid(String field) {
    assertThat(decode("{\"type\":\"leave_room\",\"" + field + "\":\"x\\ud83dy\"}"))
        .isEqualTo(malformed("Invalid JSON format"));
  }

  @Test
  void anErrorForHalfASurrogatePairHasTheRef() {
    String text = "{\"type\":\"chat_message\",\"content\":\"\\ud83d\",\"ref\":\"7\"}";
    ClientRequest request = decoder.decode(StandardCharsets.UTF_8.encode(text));

    assertThat(request.frame()).isEqualTo(malformed("Invalid JSON format"));
    assertThat(request.ref()).isEqualTo("7");
  }

  @Test
  void nestingIsBoundedAndDoesNotUseTheStack() {
    assertThat(decode("{\"type\":\"chat_message\",\"content\":" + nested(100) + "}"))
        .isEqualTo(new ClientFrame.ChatMessage(null, null, MessageExtras.NONE));
    assertThat(decode("{\"type\":\"chat_message\",\"content\":" + nested(100_000) + "}"))
        .isEqualTo(malformed("Invalid JSON format"));
    assertThat(decode("{\"type\":" + nested(100_000) + "}"))
        .isEqualTo(malformed("Invalid JSON format"));
    assertThat(decode("[".repeat(100_000))).isEqualTo(malformed("Invalid JSON format"));
  }

  @ParameterizedTest
  @CsvSource({
    "50,50",
    "50.0,50",
    "5e1,50",
    "5E+1,50",
    "0.5e2,50",
    "500000e-4,50",
    "-0.0,0",
    "0e400000000,0",
    "9.223372036854775807e18,9223372036854775807"
  })
  void aNumberIsWholeByItsValueHoweverItIsWritten(String written, long number) {
    assertThat(decode("{\"type\":\"get_history\",\"before\":" + written + "}"))
        .isEqualTo(new ClientFrame.GetHistory(null, null, number, null, null));
    assertThat(
            decode(
                "{\"type\":\"join_room\",\"since\":{\"epoch\":\"e\",\"seq\":"
                    + written
                    + ",\"revision\":"
                    + written
                    + "}}"))
        .isEqualTo(new ClientFrame.JoinRoom(null, false, new Since("e", number, number)));
    assertThat(
            decode(
                "{\"type\":\"chat_message\",\"attachments\":[{\"url\":\"u\",\"size\":"
                    + written
                    + "}]}"))
        .extracting(frame -> ((ClientFrame.ChatMessage) frame).extras().attachments())
        .isEqualTo(List.of(Attachment.builder("u").size(number).build()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.5",
        "5e-1",
        "1e-400000000",
        "1e19",
        "9.223372036854775808e18",
        "1e400000000",
        "-1e2147483647",
        "1e99999999999999999999",
        "10000000000000000000000",
        "-1.0"
      })
  void aNumberThatIsNotWholeOrTooLargeOrNegativeIsRefusedByItsName(String written) {
    assertThat(problem("{\"type\":\"get_history\",\"before\":" + written + "}"))
        .isEqualTo("before must be a whole number, 0 or more");
  }

  @Test
  void aNumberOfManyDigitsIsNotReadAsWhole() {
    assertThat(problem("{\"type\":\"get_history\",\"before\":1." + "0".repeat(900) + "}"))
        .isEqualTo("before must be a whole number, 0 or more");
  }

  private @Nullable String problem(String text) {
    return decoder.decode(StandardCharsets.UTF_8.encode(text)).problem();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private ClientFrame decode(String text) {
    return decoder.decode(StandardCharsets.UTF_8.encode(text)).frame();
  }

  private static ClientFrame malformed(String message) {
    ErrorCode code =
        message.startsWith("Unknown") ? ErrorCode.UNKNOWN_TYPE : ErrorCode.INVALID_JSON;
    return new ClientFrame.Malformed(new ProtocolError(code, message));
  }
}
