package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chatengine.transport.ws.limit.ConnectionLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest extends TransportTest {

  private void assertLimitOfTwo(WebSocketTransport transport) {
    RawClient first = connect(transport);
    RawClient second = open(transport);
    // The second is counted once it has been accepted, with no byte of it read.
    for (int i = 0; i < 20; i++) {
      assertThat(isServed(open(transport))).isFalse();
    }

    assertEchoes(first);
    first.sendClose(1000);
    first.readClose();
    first.readEnd();

    await().until(() -> isServed(open(transport)));
    second.upgrade("/");
    assertEchoes(second);
  }

  @Test
  void connectionsBeyondTheTotalAreRefusedUntilOneLeaves() {
    assertLimitOfTwo(start(options -> options.maxConnections(2)));
  }

  @Test
  void connectionsBeyondTheAddresssShareAreRefusedUntilOneLeaves() {
    assertLimitOfTwo(start(options -> options.maxConnectionsPerAddress(2)));
  }

  @Test
  void addressesAreCountedApartAndForgotten() throws UnknownHostException {
    InetAddress one = InetAddress.getByName("192.0.2.1");
    InetAddress two = InetAddress.getByName("192.0.2.2");
    ConnectionLimits limits = new ConnectionLimits(3, 2);

    assertThat(limits.tryAcquire(one)).isTrue();
    assertThat(limits.tryAcquire(one)).isTrue();
    assertThat(limits.tryAcquire(one)).isFalse();
    assertThat(limits.tryAcquire(two)).isTrue();
    assertThat(limits.tryAcquire(two)).isFalse();
    limits.release(one);
    assertThat(limits.tryAcquire(one)).isTrue();
    limits.release(one);
    limits.release(one);
    limits.release(two);
    assertThat(limits.tryAcquire(two)).isTrue();
    assertThat(limits.tryAcquire(two)).isTrue();
  }

  @Test
  void manyClientsAtOnceAreServed() {
    WebSocketTransport transport = start();
    List<RawClient> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(open(transport));
    }
    many.forEach(client -> client.send(RawClient.upgradeRequest("/")));
    many.forEach(RawClient::readHead);
    for (int i = 0; i < many.size(); i++) {
      many.get(i).sendText("client " + i);
    }

    for (int i = 0; i < many.size(); i++) {
      assertThat(many.get(i).readText()).isEqualTo("client " + i);
    }
    assertThat(transport.connections()).isEqualTo(500);
    many.forEach(RawClient::close);
    await().until(() -> transport.connections() == 0);
  }

  @Test
  void optionsOutOfBoundsAreRefusedByName() {
    WebSocketTransportBuilder builder = builder();

    assertRefused("port", () -> builder.port(65_536));
    assertRefused("port", () -> builder.port(-1));
    assertRefused("loops", () -> builder.loops(0));
    assertRefused("backlog", () -> builder.backlog(0));
    assertRefused("bindAddress", () -> builder.bindAddress(" "));
    assertRefused("path", () -> builder.path("chat"));
    assertRefused("subprotocols", () -> builder.subprotocols("a b"));
    assertRefused("maxMessageBytes", () -> builder.maxMessageBytes(124));
    assertRefused("maxHeadBytes", () -> builder.maxHeadBytes(511));
    assertRefused("maxConnections", () -> builder.maxConnections(0));
    assertRefused("maxConnectionsPerAddress", () -> builder.maxConnectionsPerAddress(0));
    assertRefused("pingInterval", () -> builder.pingInterval(java.time.Duration.ZERO));
    assertRefused("idleTimeout", () -> builder.idleTimeout(java.time.Duration.ofDays(2)));
    assertRefused("closeTimeout", () -> builder.closeTimeout(java.time.Duration.ofMillis(-1)));
    assertRefused("handshakeTimeout", () -> builder.handshakeTimeout(java.time.Duration.ZERO));
    builder.pingInterval(java.time.Duration.ofSeconds(90));
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pingInterval");
  }

  private static void assertRefused(
      String name, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name + " must");
  }
}
