package dev.chatengine.benchmarks.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChatMessagesTest {
  private static final int PAYLOAD = 40;

  private final Layout layout = new Layout(1, 2, 1, 1);
  private final ChatMessages messages =
      new ChatMessages(layout, new Login(layout, "abcde", true), PAYLOAD);

  private static String content() {
    byte[] content = Content.blank(PAYLOAD).getBytes(StandardCharsets.US_ASCII);
    Content.write(content, 0, 0x123456789abcdefL, 0xfedcba, 0x7654321f);
    return new String(content, StandardCharsets.US_ASCII);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    byte[] content = content().getBytes(StandardCharsets.US_ASCII);

    assertThat(new String(content, StandardCharsets.US_ASCII))
        .isEqualTo("~T0123456789abcdef:fedcba:7654321f:xxxxx");
    assertThat(Content.time(content, 0)).isEqualTo(0x123456789abcdefL);
    assertThat(Content.sender(content, 0)).isEqualTo(0xfedcba);
    assertThat(Content.number(content, 0)).isEqualTo(0x7654321f);
  }

  @Test
  void theContentIsFoundWhereverItStands() {
    String first = "{\"content\":\"" + content() + "\",\"type\":\"message_received\"}";
    String last =
        "{\"type\":\"message_received\",\"room\":\"r\",\"content\":\"" + content() + "\"}";

    for (String frame : new String[] {first, last, last, first}) {
      assertThat(contentOf(frame)).isEqualTo(frame.indexOf("~T"));
    }
  }

  @Test
  void aContentThatWasCutOrLengthenedIsNone() {
    String cut = content().substring(1);
    String frame = "{\"type\":\"message_received\",\"content\":\"%s\"}";

    assertThat(contentOf(frame.formatted(content()))).isPositive();
    assertThat(contentOf(frame.formatted(content() + "x"))).isEqualTo(-1);
    assertThat(contentOf(frame.formatted("~T" + cut.substring(2)))).isEqualTo(-1);
    assertThat(contentOf(frame.formatted("hello"))).isEqualTo(-1);
    assertThat(contentOf("{}")).isEqualTo(-1);
  }

  private int contentOf(String frame) {
    byte[] bytes = (">>" + frame + "~T..").getBytes(StandardCharsets.UTF_8);
    int content = messages.contentOf(bytes, 2, frame.length());
    return content < 0 ? content : content - 2;
  }

  @Test
  void theTypeOfAFrameIsFoundWhereverItStands() {
    assertThat(type("{\"type\":\"message_received\",\"content\":\"\"}"))
        .isEqualTo(FrameType.MESSAGE_RECEIVED);
    assertThat(type("{\"messages\":[{\"type\":\"error\"}], \"type\" : \"message_history\"}"))
        .isEqualTo(FrameType.MESSAGE_HISTORY);
    assertThat(type("{\"a\":\"\\\"type\\\":\\\"error\\\\\",\"b\":\"type\",\"type\":\"ack\"}"))
        .isEqualTo(FrameType.ACK);
    assertThat(type("{\"type\":\"room_joined_later\"}")).isEqualTo(FrameType.OTHER);
    assertThat(type("{\"type\":7}")).isEqualTo(FrameType.OTHER);
    assertThat(type("{\"type")).isEqualTo(FrameType.OTHER);
    assertThat(type("")).isEqualTo(FrameType.OTHER);
  }

  private static FrameType type(String frame) {
    byte[] bytes = ("..." + frame).getBytes(StandardCharsets.UTF_8);
    return FrameType.of(bytes, 3, bytes.length - 3);
  }
}
