package dev.chatengine.transport.ws.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TestSession;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@PlainAndTls
class LivenessTest extends TransportTest {

  private WebSocketTransport startWith(long ping, long idle) {
    return start(
        options ->
            options
                .pingInterval(Duration.ofMillis(ping))
                .idleTimeout(Duration.ofMillis(idle))
                .controlFrames(RateLimit.UNLIMITED));
  }

  @Test
  void pingIsAnsweredWithItsPayload() {
    RawClient client = connect(start());

    client.send(RawClient.frame(0x89, "are you there?".getBytes(StandardCharsets.UTF_8)));

    RawClient.Frame pong = client.read();
    assertThat(pong.first).isEqualTo(0x8a);
    assertThat(pong.text()).isEqualTo("are you there?");
  }

  @Test
  void unaskedPongIsIgnored() {
    RawClient client = connect(start());

    client.send(RawClient.frame(0x8a, new byte[125]));

    assertEchoes(client);
  }

  @Test
  void silentClientIsPingedAndStaysAsLongAsItAnswers() {
    RawClient client = connect(startWith(20, 10_000));

    for (int i = 0; i < 5; i++) {
      RawClient.Frame ping = client.read();
      assertThat(ping.first).isEqualTo(0x89);
      client.send(RawClient.frame(0x8a, ping.payload));
    }

    assertThat(session(0).closed).isEmpty();
  }

  @Test
  void clientThatNeverAnswersIsClosed() {
    WebSocketTransport transport = startWith(20, 150);
    RawClient client = connect(transport);

    awaitClosed(session(0), 1006);

    assertThat(client.read().opcode()).isEqualTo(RawClient.PING);
    assertThat(transport.connections()).isZero();
  }

  @Test
  void clientThatSendsPongsButNeverReadsIsClosed() {
    WebSocketTransport transport = startWith(500, 2_000);
    RawClient client = connectSlowReader(transport);
    TestSession session = session(0);
    session.sendLarge(200);

    await()
        .pollInterval(Duration.ofMillis(10))
        .until(
            () ->
                !succeeds(() -> client.send(RawClient.frame(0x8a, new byte[0])))
                    || !session.closed.isEmpty());

    awaitClosed(session, 1006);
    assertThat(session.connection.pendingBytes()).isZero();
  }

  @Test
  void floodOfPingsFromAClientThatDoesNotReadQueuesOnePong() {
    WebSocketTransport transport = start(options -> options.controlFrames(RateLimit.UNLIMITED));
    RawClient client = connectSlowReader(transport);
    TestSession session = session(0);
    byte[] flood = RawClient.times(1_000, RawClient.frame(0x89, new byte[125]));
    // Fills the socket, so that no pong can leave.
    session.sendLarge(200);
    await().until(() -> session.connection.pendingBytes() > 0);

    for (int i = 0; i < 50; i++) {
      client.send(flood);
    }
    client.sendText("end");
    await().until(() -> session.received.contains("end"));

    assertThat(session.connection.pendingBytes()).isLessThan(200 * 100_010L + 127 + 5);
  }

  @Test
  void lastOfManyPingsIsAnswered() {
    RawClient client = connect(start(options -> options.controlFrames(RateLimit.UNLIMITED)));
    byte[][] pings = new byte[500][];
    for (int i = 0; i < pings.length; i++) {
      pings[i] = RawClient.frame(0x89, ("" + i).getBytes(StandardCharsets.UTF_8));
    }

    client.send(pings);

    String last = "";
    while (!last.equals("499")) {
      RawClient.Frame pong = client.read();
      assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
      last = pong.text();
    }
    assertEchoes(client);
  }
}
