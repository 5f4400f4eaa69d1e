package dev.chatengine.transport.ws.loop;

import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Connections that have nothing to do take no processor time, whatever state they are in. */
@PlainAndTls
class QuietTest extends TransportTest {
  @Test
  void clientsThatAreSilentCostNothing() {
    WebSocketTransport transport = start();
    connect(transport);
    assertEchoes(connect(transport));
    open(transport);

    assertQuiet();
  }

  @Test
  void requestThatIsNotFinishedCostsNothing() {
    RawClient client = open(start());
    client.send("GET / HTTP/1.1\r\n");

    assertQuiet();
  }

  @Test
  void clientThatDoesNotReadCostsNothing() {
    WebSocketTransport transport = start();
    connectSlowReader(transport);
    session(0).send("x".repeat(20_000_000));

    assertQuiet();
  }

  @Test
  void clientThatReadsAgainCostsNothingAfterwards() {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);
    session(0).send("x".repeat(20_000_000));
    client.readText();

    assertQuiet();
  }

  @Test
  void clientThatTakesItsTimeToCloseCostsNothing() {
    WebSocketTransport transport = start(options -> options.closeTimeout(Duration.ofMinutes(1)));
    RawClient client = open(transport);
    client.send("nonsense\r\n\r\n");
    client.readToEnd();

    assertQuiet();
  }

  @Test
  void clientThatEndsItsHalfWhileMuchIsQueuedCostsNothing() {
    WebSocketTransport transport = start(options -> options.closeTimeout(Duration.ofMinutes(1)));
    RawClient client = connectSlowReader(transport);
    session(0).send("x".repeat(20_000_000));
    client.sendClose(1000);
    client.shutOutput();

    assertQuiet();
  }
}
