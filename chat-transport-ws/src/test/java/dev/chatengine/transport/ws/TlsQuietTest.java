package dev.chatengine.transport.ws;

import org.junit.jupiter.api.Test;

/** The same over TLS. */
class TlsQuietTest extends QuietTest {
  @Override
  boolean speaksTls() {
    return true;
  }

  @Test
  void handshakeThatDoesNotBeginCostsNothing() {
    closedAtEnd(RawClient.open(start().port()));

    assertQuiet();
  }

  @Test
  void handshakeThatStopsHalfWayCostsNothing() {
    RawClient client = closedAtEnd(RawClient.open(start().port()));
    client.send(new byte[] {22, 3, 1, 2, 0, 1, 0});

    assertQuiet();
  }

  @Test
  void clientThatBreaksTlsCostsNothing() {
    RawClient client = closedAtEnd(RawClient.open(start().port()));
    client.send(new byte[] {22, 3, 1, 0, 4, 99, 0, 0, 0});
    client.readToEnd();

    assertQuiet();
  }
}
