package dev.chatengine.transport.ws.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session never sees is limited by the transport. */
@PlainAndTls
class FloodTest extends TransportTest {
  private static final int PING = 0x89;
  private static final int PONG = 0x8a;
  private static final int TEXT_TO_BE_CONTINUED = 0x01;
  private static final int MIDDLE = 0x00;
  private static final int LAST = 0x80;

  /** Permits that do not come back while a test runs. */
  private static final RateLimit TEN = new RateLimit(10, Duration.ofDays(1));

  private int closeCodeAfterPongs(RawClient client) {
    RawClient.Frame frame = client.read();
    while (frame.opcode() == RawClient.PONG) {
      frame = client.read();
    }
    return frame.closeCode();
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, PONG})
  void floodOfControlFramesIsClosed(int frame) {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);

    client.send(RawClient.times(5_000, RawClient.frame(frame, new byte[0])));

    assertThat(closeCodeAfterPongs(client)).isEqualTo(4029);
    client.close();
    awaitClosed(session(0), 4029);
    assertEchoes(connect(transport));
  }

  @Test
  void floodOfEmptyFragmentsIsClosed() {
    RawClient client = connect(start());

    client.send(RawClient.frame(TEXT_TO_BE_CONTINUED, new byte[0]));
    client.send(RawClient.times(5_000, RawClient.frame(MIDDLE, new byte[0])));

    assertClosed(client, session(0), 4029);
  }

  @Test
  void asManyAsAreAllowedAreAnsweredAndOneMoreIsNot() {
    RawClient client = connect(start(options -> options.controlFrames(TEN)));
    for (int i = 0; i < 10; i++) {
      client.send(RawClient.frame(PING, new byte[] {(byte) ('0' + i)}));
      assertThat(client.read().text()).isEqualTo("" + i);
    }
    assertEchoes(client);

    client.send(RawClient.frame(PING, new byte[0]));

    assertClosed(client, session(0), 4029);
  }

  @Test
  void closeFrameIsAnsweredHoweverManyFramesCameBefore() {
    RawClient client = connect(start(options -> options.controlFrames(TEN)));

    client.send(RawClient.times(10, RawClient.frame(PONG, new byte[0])));
    client.sendClose(1000);

    assertThat(client.readClose()).isEqualTo(1000);
  }

  @Test
  void fragmentsOfASizeThatMakesSenseAreNotCounted() {
    RawClient client = connect(start(options -> options.controlFrames(TEN)));
    byte[] part = "x".repeat(1_024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    for (int message = 0; message < 3; message++) {
      client.send(RawClient.frame(TEXT_TO_BE_CONTINUED, part));
      client.send(RawClient.times(30, RawClient.frame(MIDDLE, part)));
      client.send(RawClient.frame(LAST, new byte[0]));
      assertThat(client.readText()).hasSize(31 * 1_024);
    }
  }

  @Test
  void nothingMoreIsReadOfAClientThatTheEngineClosesForFlooding() {
    RawClient client = connect(start(options -> options.closeTimeout(Duration.ofMinutes(1))));

    session(0).connection.close(CloseCode.FLOODING, "too fast");

    assertThat(client.readClose()).isEqualTo(4029);
    // Its own close frame is not waited for.
    assertThat(client.readEnd()).isTrue();
  }

  @Test
  void messagesAreLeftToTheSession() {
    RawClient client = connect(start(options -> options.controlFrames(TEN)));

    client.send(RawClient.times(500, RawClient.textFrame("")));

    assertReads(client, 500, i -> "");
  }
}
