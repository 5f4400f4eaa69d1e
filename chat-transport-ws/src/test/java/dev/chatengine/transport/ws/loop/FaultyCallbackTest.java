package dev.chatengine.transport.ws.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TestSession;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session throws costs its own client, and nobody else. */
@PlainAndTls
class FaultyCallbackTest extends TransportTest {

  private static final class Faulty extends TestSession {
    Faulty(Admission admission, ClientConnection connection) {
      super(admission, connection);
      lowWaterMark = 1_000;
      onText = (self, text) -> handle(text);
    }

    private void handle(String text) {
      switch (text) {
        case "overflow" -> overflow(0);
        case "memory" -> throw new OutOfMemoryError("not really");
        case "linkage" -> throw new NoClassDefFoundError("Missing");
        case "interrupt" -> {
          Thread.currentThread().interrupt();
          send(text);
        }
        case "fails" -> throw new IllegalStateException("fails");
        default -> send(text);
      }
    }

    private int overflow(int depth) {
      return depth < 0 ? 0 : overflow(depth + 1) + 1;
    }

    @Override
    public void drained() {
      super.drained();
      throw new StackOverflowError("drained");
    }

    @Override
    public void closed(int code) {
      super.closed(code);
      throw new StackOverflowError("closed");
    }
  }

  private WebSocketTransport startFaulty() {
    return startWith(Faulty::new, options -> options.loops(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"overflow", "memory", "linkage", "fails"})
  void whatReceiveThrowsClosesItsClientOnly(String what) {
    WebSocketTransport transport = startFaulty();
    RawClient other = connect(transport);
    RawClient client = connect(transport);

    client.sendText(what);

    assertClosed(client, session(1), 1011);
    assertEchoes(other);
    connect(transport).sendText("hi");
  }

  @Test
  void whatDrainedThrowsClosesItsClientOnly() {
    WebSocketTransport transport = startFaulty();
    RawClient other = connect(transport);
    RawClient client = connect(transport);

    String large = "x".repeat(2_000);
    client.sendText(large);

    assertThat(client.readText()).isEqualTo(large);
    assertThat(client.readClose()).isEqualTo(1011);
    assertEchoes(other);
  }

  @Test
  void interruptOfTheLoopsThreadIsIgnored() {
    WebSocketTransport transport = startFaulty();
    RawClient client = connect(transport);
    RawClient other = connect(transport);

    client.sendText("interrupt");

    assertThat(client.readText()).isEqualTo("interrupt");
    assertEchoes(other);
  }
}
