package dev.chatengine.transport.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TestSession;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PlainAndTls
class HandshakeTest extends TransportTest {

  @Test
  void clientIsUpgradedAndEchoed() {
    RawClient client = open(start());

    String answer = client.upgrade("/");

    // The example of RFC 6455, section 1.3.
    assertThat(answer)
        .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
        .containsIgnoringCase("Upgrade: websocket\r\n")
        .contains("Connection: Upgrade\r\n");
    assertEchoes(client);
  }

  @Test
  void sessionLearnsWhatTheClientBrought() {
    RawClient client = open(start());

    client.upgrade(
        "/chat/a%20b?token=a%26b&x=1&x=2&flag", "Cookie: sid=42", "X-Many: 1", "x-many: 2");

    TestSession session = session(0);
    assertThat(session.request.path()).isEqualTo("/chat/a%20b");
    assertThat(session.request.queryParameter("token")).contains("a&b");
    assertThat(session.request.queryParameter("x")).contains("1");
    assertThat(session.request.queryParameter("flag")).contains("");
    assertThat(session.request.cookie("sid")).contains("42");
    assertThat(session.request.headers("X-MANY")).containsExactly("1", "2");
    assertThat(session.request.remoteAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void compressionIsDeclined() {
    RawClient client = open(start());

    String answer =
        client.upgrade("/", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");

    assertThat(answer).doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
    assertEchoes(client);
  }

  @Test
  void knownSubprotocolIsAgreedToAndOthersAreNot() {
    WebSocketTransport transport = start(options -> options.subprotocols("chat.v2", "chat"));

    assertThat(open(transport).upgrade("/", "Sec-WebSocket-Protocol: secret-token, chat"))
        .contains("Sec-WebSocket-Protocol: chat\r\n");
    assertThat(open(transport).upgrade("/", "Sec-WebSocket-Protocol: other"))
        .doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
    assertThat(open(transport).upgrade("/")).doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
  }

  @Test
  void framesThatArriveWithTheHandshakeAreRead() {
    RawClient client = open(start());

    client.send(
        RawClient.upgradeBytes(), RawClient.textFrame("first"), RawClient.textFrame("second"));

    client.readHead();
    assertThat(client.readText()).isEqualTo("first");
    assertThat(client.readText()).isEqualTo("second");
  }

  @Test
  void handshakeAndFrameSplitAtEveryByteAreRead() {
    RawClient client = open(start());

    byte[] all = RawClient.join(RawClient.upgradeBytes(), RawClient.textFrame("x".repeat(300)));
    for (byte one : all) {
      client.send(new byte[] {one});
    }

    client.readHead();
    assertThat(client.readText()).isEqualTo("x".repeat(300));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\nConnection: Upgrade\r\n",
        "Sec-WebSocket-Version: 13\r\nConnection: Upgrade\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
      })
  void brokenUpgradeIsRefusedAndItsSocketClosed(String headers) {
    RawClient client = open(start());

    client.send("GET / HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n" + headers + "\r\n");
    client.send(RawClient.upgradeRequest("/"));

    assertThat(client.readToEnd())
        .startsWith("HTTP/1.1 400 ")
        .contains("Connection: close\r\n")
        .doesNotContain("101");
    assertThat(sessions).isEmpty();
  }

  @Test
  void otherVersionIsToldTheVersion() {
    RawClient client = open(start());

    client.send(RawClient.upgradeRequest("/").replace("Version: 13", "Version: 8"));

    assertThat(client.readToEnd())
        .startsWith("HTTP/1.1 426 ")
        .contains("Sec-WebSocket-Version: 13\r\n");
  }

  @Test
  void upgradeOutsideThePathIsNotFound() {
    WebSocketTransport transport = start(options -> options.path("/chat"));
    RawClient client = open(transport);

    client.send(RawClient.upgradeRequest("/other"));
    client.send(RawClient.upgradeRequest("/chat"));

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 404 ").doesNotContain("101");
    assertThat(open(transport).upgrade("/chat?x=1")).startsWith("HTTP/1.1 101 ");
  }

  @Test
  void connectorThatThrowsIsAnsweredWith500() {
    WebSocketTransport transport =
        start(
            (admission, connection) -> {
              connection.enqueue(TestSession.frame("greeting"));
              throw new StackOverflowError("from connect");
            },
            options -> options);
    RawClient client = open(transport);

    client.send(RawClient.upgradeRequest("/"));

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 500 ").doesNotContain("greeting");
    assertThat(transport.connections()).isZero();
  }

  @Test
  void handshakeThatIsNotFinishedInTimeIsCut() {
    withTimeEnough(
        time -> {
          RawClient silent = open(start(options -> options.handshakeTimeout(time)));
          return silent.readEnd();
        });
    withTimeEnough(
        time -> {
          RawClient slow = open(start(options -> options.handshakeTimeout(time)));
          boolean sent = succeeds(() -> slow.send("GET / HTTP/1.1\r\nHost: te"));
          slow.readEnd();
          return sent;
        });
    assertThat(sessions).isEmpty();
  }

  @Test
  void dripOfHeadBytesDoesNotProlongTheHandshake() {
    RawClient client = open(start(options -> options.handshakeTimeout(Duration.ofMillis(200))));
    String[] next = {"GET / HTTP/1.1\r\nHost: test\r\nX: "};

    repeatUntilCut(
        Duration.ofMillis(10),
        () -> {
          client.send(next[0]);
          next[0] = "x";
        });
    assertThat(sessions).isEmpty();
  }

  @Test
  void greetingFollowsTheHandshake() {
    WebSocketTransport transport =
        startWith(
            (admission, connection) -> {
              TestSession session = new TestSession(admission, connection);
              session.send("welcome");
              return session;
            },
            options -> options);

    RawClient client = connect(transport);

    assertThat(client.readText()).isEqualTo("welcome");
    assertThat(transport.connections()).isEqualTo(1);
  }
}
