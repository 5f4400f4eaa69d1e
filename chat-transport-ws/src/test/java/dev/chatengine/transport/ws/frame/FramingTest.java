package dev.chatengine.transport.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@PlainAndTls
class FramingTest extends TransportTest {
  private static final byte[] NONE = {};

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void framesSplitAtEveryByteAreRead() {
    RawClient client = connect(start());
    byte[] frames =
        RawClient.join(
            RawClient.textFrame("grüße"),
            RawClient.frame(0x82, new byte[0]),
            RawClient.textFrame("y".repeat(130)));

    for (int cut = 1; cut < frames.length; cut++) {
      client.send(Arrays.copyOfRange(frames, 0, cut));
      // The echo of what is whole tells that the first part has been read.
      int whole = cut >= 13 + 6 ? 2 : cut >= 13 ? 1 : 0;
      for (int i = 0; i < whole; i++) {
        client.readText();
      }
      client.send(Arrays.copyOfRange(frames, cut, frames.length));
      String last = "";
      for (int i = whole; i < 3; i++) {
        last = client.readText();
      }
      assertThat(last).as("cut at %d", cut).isEqualTo("y".repeat(130));
    }
  }

  @Test
  void manyFramesInOnePacketAreReadInOrder() {
    RawClient client = connect(start());
    byte[][] frames = new byte[3_000][];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = RawClient.textFrame("message " + i);
    }

    client.send(frames);

    assertReads(client, frames.length, i -> "message " + i);
  }

  @Test
  void binaryMessageIsReadAsText() {
    RawClient client = connect(start());

    client.send(RawClient.frame(0x82, utf8("{\"type\":\"x\"}")));

    assertThat(client.readText()).isEqualTo("{\"type\":\"x\"}");
  }

  @Test
  void fragmentsAreJoinedAndControlFramesMayComeBetween() {
    RawClient client = connect(start());

    client.send(RawClient.frame(0x01, utf8("one ")));
    client.send(RawClient.frame(0x89, utf8("p")));
    client.send(RawClient.frame(0x00, NONE));
    client.send(RawClient.frame(0x00, utf8("two ")));
    client.send(RawClient.frame(0x80, utf8("three")));

    RawClient.Frame pong = client.read();
    assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
    assertThat(pong.text()).isEqualTo("p");
    assertThat(client.readText()).isEqualTo("one two three");
    assertEchoes(client);
  }

  @Test
  void characterMayBeSplitOverFragments() {
    RawClient client = connect(start());
    byte[] euro = utf8("€");

    client.send(RawClient.frame(0x01, Arrays.copyOfRange(euro, 0, 1)));
    client.send(RawClient.frame(0x80, Arrays.copyOfRange(euro, 1, 3)));

    assertThat(client.readText()).isEqualTo("€");
  }

  @Test
  void messageOfExactlyTheLimitIsReadAndOneMoreIsTooLarge() {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);
    String largest = "z".repeat(65_536);

    client.sendText(largest);
    assertThat(client.readText()).isEqualTo(largest);
    client.sendText(largest + "z");
    assertClosed(client, session(0), 1009);
    assertThat(sessions.get(0).received).hasSize(1);
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void whoSendsAMessageThatIsMuchTooLargeCanSendAllOfItAndIsClosed() {
    WebSocketTransport transport = start(options -> options.closeTimeout(Duration.ofMinutes(5)));
    RawClient client = connect(transport);

    // It would wait here if nobody read.
    client.sendText("z".repeat(8 << 20));
    assertClosed(client, session(0), 1009);
  }

  @Test
  void fragmentsOfExactlyTheLimitAreReadAndOneMoreByteIsTooLarge() {
    WebSocketTransport transport = start(options -> options.maxMessageBytes(1_000));
    RawClient client = connect(transport);
    byte[] part = utf8("z".repeat(400));

    client.send(RawClient.frame(0x01, part));
    client.send(RawClient.frame(0x00, part));
    client.send(RawClient.frame(0x80, Arrays.copyOf(part, 200)));
    assertThat(client.readText()).hasSize(1_000);

    client.send(RawClient.frame(0x01, part));
    client.send(RawClient.frame(0x00, part));
    client.send(RawClient.frame(0x80, Arrays.copyOf(part, 201)));
    assertThat(client.readClose()).isEqualTo(1009);
  }

  @Test
  void middleFragmentsAreCounted() {
    RawClient client = connect(start());

    client.send(RawClient.frame(0x01, NONE));
    byte[] middle = RawClient.frame(0x00, new byte[1_000]);
    for (int i = 0; i < 66; i++) {
      client.send(middle);
    }

    assertThat(client.readClose()).isEqualTo(1009);
  }

  @ParameterizedTest
  @ValueSource(longs = {65_537, 2_147_483_647L, 2_147_483_648L, 1L << 40, Long.MAX_VALUE})
  void headerThatClaimsTooMuchIsRefusedBeforeAnyPayload(long length) {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);

    client.send(RawClient.header(0x82, length));

    assertThat(client.readClose()).isEqualTo(1009);
    assertEchoes(connect(transport));
  }

  @Test
  void headerThatClaimsLessThanNothingBreaksTheProtocol() {
    RawClient client = connect(start());

    client.send(new byte[] {(byte) 0x82, (byte) 0xff, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0});

    assertThat(client.readClose()).isEqualTo(1002);
  }

  @ParameterizedTest
  @CsvSource({
    "reserved bit 1, c1800000000000",
    "reserved bit 2, a1800000000000",
    "reserved bit 3, 91800000000000",
    "opcode 3, 83800000000000",
    "opcode 7, 87800000000000",
    "opcode 11, 8b800000000000",
    "opcode 15, 8f800000000000",
    "unmasked text, 810178",
    "unmasked ping, 8900",
    "stray continuation, 80800000000000",
    "stray middle fragment, 00800000000000",
    "text within a fragmented message, 0180000000008180000000",
    "ping in fragments, 09800000000000",
    "close in fragments, 08800000000000",
    "oversized ping, 89fe007e00000000",
    "oversized close, 88fe007e00000000",
    "close payload of one byte, 88810000000003",
    "close code 999, 88820000000003e7",
    "close code 1004, 88820000000003ec",
    "close code 1005, 88820000000003ed",
    "close code 1006, 88820000000003ee",
    "close code 1015, 88820000000003f7",
    "close code 2999, 8882000000000bb7",
    "close code 5000, 8882000000001388",
  })
  void brokenFrameIsClosedWith1002(String what, String hex) {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);

    client.send(bytes(hex));

    assertClosed(client, session(0), 1002);
    assertEchoes(connect(transport));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", // a continuation without a start
        "c0af", // overlong
        "e08080", // overlong
        "f0808080", // overlong
        "eda080", // a surrogate
        "f4908080", // beyond U+10FFFF
        "f8888080", // five bytes
        "ff",
        "e282", // cut off
        "78e2827878787878787878" // a broken one within ASCII
      })
  void textThatIsNotUtf8IsClosedWith1007(String hex) {
    WebSocketTransport transport = start();
    byte[] payload = bytes(hex);

    RawClient whole = connect(transport);
    whole.send(RawClient.frame(0x81, payload));
    assertThat(whole.readClose()).isEqualTo(1007);

    RawClient fragmented = connect(transport);
    fragmented.send(RawClient.frame(0x01, Arrays.copyOf(payload, 1)));
    fragmented.send(RawClient.frame(0x80, Arrays.copyOfRange(payload, 1, payload.length)));
    assertThat(fragmented.readClose()).isEqualTo(1007);

    assertThat(sessions).allSatisfy(session -> assertThat(session.received).isEmpty());
  }

  @Test
  void binaryMessageThatIsNotUtf8IsLeftToTheSession() {
    RawClient client = connect(start());

    client.send(RawClient.frame(0x82, bytes("7b807d")));
    client.send(RawClient.frame(0x02, bytes("ff")));
    client.send(RawClient.frame(0x80, bytes("fe")));
    client.sendText("and on");

    assertThat(client.read().opcode()).isEqualTo(RawClient.TEXT);
    assertThat(client.read().opcode()).isEqualTo(RawClient.TEXT);
    assertThat(client.readText()).isEqualTo("and on");
  }

  @Test
  void closeReasonThatIsNotUtf8IsClosedWith1007() {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);

    client.send(RawClient.frame(0x88, bytes("03e8ff")));

    assertThat(client.readClose()).isEqualTo(1007);
    assertEchoes(connect(transport));
  }

  private static byte[] bytes(String hex) {
    return java.util.HexFormat.of().parseHex(hex);
  }
}
