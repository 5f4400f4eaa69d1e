package dev.chatengine.transport.ws;

import org.junit.jupiter.api.Test;

/** Clients that leave the handshake of TLS in the middle take no processor time. */
class TlsQuietTest extends TransportTest {
  @Override
  boolean speaksTls() {
    return true;
  }

  @Test
  void handshakeThatDoesNotBeginCostsNothing() {
    closedAtEnd(RawClient.open(start().port()));

    QuietTest.assertQuiet();
  }

  @Test
  void handshakeThatStopsHalfWayCostsNothing() {
    RawClient client = closedAtEnd(RawClient.open(start().port()));
    client.send(new byte[] {22, 3, 1, 2, 0, 1, 0});

    QuietTest.assertQuiet();
  }

  @Test
  void clientThatBreaksTlsCostsNothing() {
    RawClient client = closedAtEnd(RawClient.open(start().port()));
    client.send(new byte[] {22, 3, 1, 0, 4, 99, 0, 0, 0});
    client.readToEnd();

    QuietTest.assertQuiet();
  }
}
