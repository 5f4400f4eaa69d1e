package dev.chatengine.transport.ws.tls;

import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import org.junit.jupiter.api.Test;

/** Clients that leave the handshake of TLS in the middle take no processor time. */
class TlsQuietTest extends TransportTest {
  @Override
  protected boolean speaksTls() {
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
