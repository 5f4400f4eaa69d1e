package dev.chatengine.transport.ws.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.spi.CloseCode;
import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TestSession;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@PlainAndTls
class CloseTest extends TransportTest {

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 3000, 4001, 4999})
  void clientsCloseCodeIsEchoed(int code) {
    RawClient client = connect(start());

    client.sendClose(code);

    assertThat(client.readClose()).isEqualTo(code);
    assertThat(client.readEnd()).isTrue();
    awaitClosed(session(0), code);
  }

  @Test
  void closeFrameWithoutCodeIsEchoedWithoutCode() {
    RawClient client = connect(start());

    client.send(RawClient.frame(0x88, new byte[0]));

    RawClient.Frame close = client.read();
    assertThat(close.opcode()).isEqualTo(RawClient.CLOSE);
    assertThat(close.payload).isEmpty();
    awaitClosed(session(0), 1005);
  }

  @Test
  void messagesAfterTheClientsCloseFrameAreIgnored() {
    RawClient client = connect(start());

    client.send(RawClient.frame(0x88, new byte[] {3, (byte) 0xe8}), RawClient.textFrame("late"));

    assertThat(client.readClose()).isEqualTo(1000);
    awaitClosed(session(0), 1000);
    assertThat(session(0).received).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(CloseCode.class)
  void engineClosesWithCodeAndReason(CloseCode code) {
    RawClient client = connect(start());

    session(0).connection.close(code, "because");

    RawClient.Frame close = client.read();
    assertThat(close.opcode()).isEqualTo(RawClient.CLOSE);
    assertThat(close.closeCode()).isEqualTo(code.code());
    assertThat(close.text()).endsWith("because");
    assertThat(session(0).closed).isEmpty();
    client.sendClose(code.code());
    assertThat(client.readEnd()).isTrue();
    client.close();
    awaitClosed(session(0), code.code());
  }

  @Test
  void reasonThatIsTooLongIsCutBetweenCharacters() {
    RawClient client = connect(start());

    session(0).connection.close(CloseCode.NORMAL, "€".repeat(100));

    RawClient.Frame close = client.read();
    assertThat(new String(close.payload, 2, close.payload.length - 2, StandardCharsets.UTF_8))
        .isEqualTo("€".repeat(41));
  }

  @Test
  void whatIsQueuedGoesOutBeforeTheCloseFrame() {
    RawClient client = connect(start());
    TestSession session = session(0);

    for (int i = 0; i < 1_000; i++) {
      session.connection.enqueue(TestSession.frame("message " + i));
    }
    session.connection.close(CloseCode.RESTARTING, "");
    session.connection.enqueue(TestSession.frame("too late"));

    assertReads(client, 1_000, i -> "message " + i);
    assertThat(client.readClose()).isEqualTo(1012);
  }

  @ParameterizedTest
  @EnumSource(names = {"SLOW_CONSUMER", "FLOODING"})
  void queueOfASlowOrFloodingClientIsDroppedUpToTheFrameThatHasBegun(CloseCode code) {
    RawClient client =
        connectSlowReader(start(options -> options.closeTimeout(Duration.ofMinutes(1))));
    TestSession session = session(0);
    session.sendLarge(200);
    await().until(() -> session.connection.pendingBytes() < 200 * 100_010L);
    long before = session.connection.pendingBytes();

    session.connection.close(code, "");

    // One frame that has begun at most, and the close frame; before it, what is encrypted already.
    long encrypted = speaksTls() ? 70_000 : 0;
    await().until(() -> session.connection.pendingBytes() < 100_100 + encrypted);
    assertThat(before).isGreaterThan(1_000_000);
    RawClient.Frame frame = client.read();
    while (frame.opcode() == RawClient.TEXT) {
      assertThat(frame.payload).hasSize(100_000);
      frame = client.read();
    }
    assertThat(frame.closeCode()).isEqualTo(code.code());
  }

  @Test
  void clientThatDoesNotTakePartIsCutAfterTheCloseTimeout() {
    WebSocketTransport transport = start(options -> options.closeTimeout(Duration.ofMillis(100)));
    RawClient client = connect(transport);

    session(0).connection.close(CloseCode.REPLACED, "");

    assertThat(client.readClose()).isEqualTo(4002);
    awaitClosed(session(0), 4002);
    assertThat(client.readEnd()).isTrue();
  }

  @Test
  void clientThatNeverReadsIsCutAfterTheCloseTimeout() {
    WebSocketTransport transport = start(options -> options.closeTimeout(Duration.ofMillis(100)));
    connectSlowReader(transport);
    TestSession session = session(0);
    session.sendLarge(200);

    session.connection.close(CloseCode.NORMAL, "");

    awaitClosed(session, 1000);
    assertThat(session.connection.pendingBytes()).isZero();
  }

  @Test
  void sessionHearsNothingAfterTheEngineClosed() {
    RawClient client = connect(start());

    session(0).connection.close(CloseCode.NORMAL, "");
    assertThat(client.readClose()).isEqualTo(1000);
    client.sendText("late");
    client.sendClose(1000);

    awaitClosed(session(0), 1000);
    assertThat(session(0).received).isEmpty();
  }

  @Test
  void firstCloseWins() {
    RawClient client = connect(start());

    session(0).connection.close(CloseCode.FLOODING, "");
    session(0).connection.close(CloseCode.NORMAL, "");
    assertThat(client.readClose()).isEqualTo(4029);
    client.sendClose(1000);
    client.close();

    awaitClosed(session(0), 4029);
  }

  @Test
  void clientThatVanishesIsAbnormal() {
    RawClient client = connect(start());
    assertEchoes(client);

    client.close();

    awaitClosed(session(0), 1006);
  }

  @Test
  void resetIsAbnormal() {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);
    assertEchoes(client);

    client.reset();

    awaitClosed(session(0), 1006);
    assertThat(transport.connections()).isZero();
  }

  @Test
  void halfCloseWithoutCloseFrameIsAbnormal() {
    RawClient client = connect(start());
    assertEchoes(client);

    client.shutOutput();

    awaitClosed(session(0), 1006);
    assertThat(client.readEnd()).isTrue();
  }

  @Test
  void halfCloseAfterTheCloseFrameStillGetsTheEcho() {
    RawClient client = connect(start());

    client.sendClose(1001);
    client.shutOutput();

    assertThat(client.readClose()).isEqualTo(1001);
    awaitClosed(session(0), 1001);
  }

  @Test
  void closedConnectionTakesNothing() {
    RawClient client = connect(start());
    client.close();
    TestSession session = session(0);
    awaitClosed(session, 1006);

    session.send("nobody reads this");
    session.connection.close(CloseCode.NORMAL, "");

    assertThat(session.connection.pendingBytes()).isZero();
  }

  @Test
  void closeWithinReceiveFollowsTheReply() {
    WebSocketTransport transport =
        startAnswering(
            (session, text) -> {
              session.send("reply");
              session.connection.close(CloseCode.NORMAL, "");
              session.send("too late");
            });
    RawClient client = connect(transport);

    client.send(RawClient.textFrame("a"), RawClient.textFrame("b"));

    assertThat(client.readText()).isEqualTo("reply");
    assertThat(client.readClose()).isEqualTo(1000);
    assertThat(session(0).received).containsExactly("a");
  }

  @Test
  void closeWithinConnectIsHeardOf() {
    WebSocketTransport transport =
        startWith(
            (admission, connection) -> {
              connection.close(CloseCode.UNAUTHORIZED, "no");
              return new TestSession(admission, connection);
            },
            options -> options);
    RawClient client = connect(transport);

    assertClosed(client, session(0), 4001);
  }
}
