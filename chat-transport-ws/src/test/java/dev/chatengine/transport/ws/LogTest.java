package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.transport.ws.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the transport tells an operator, and what it must not. */
class LogTest extends TransportTest {
  private static final String SECRET = "s3cret";

  @RegisterExtension final LogLines log = new LogLines("dev.chatengine");

  @Test
  void neitherTokensNorWhatIsSaidIsLogged() {
    WebSocketTransport transport =
        start(
            builder ->
                builder.httpHandler(
                    request -> HttpResponse.text(200, "you asked for " + request.path())));
    for (String target : List.of("/?token=" + SECRET, "/page?token=" + SECRET)) {
      RawClient plain = open(transport);
      plain.send(
          "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nCookie: token=%2$s\r\n\r\n"
              .formatted(target, SECRET));
      plain.readToEnd();
    }
    RawClient refused = open(transport);
    refused.send(RawClient.upgradeRequest("/?token=" + SECRET, "Sec-WebSocket-Version: 7"));
    refused.readToEnd();
    RawClient broken = open(transport);
    broken.send(SECRET + "\r\n\r\n");
    broken.readToEnd();
    RawClient client = open(transport);
    client.upgrade("/?token=" + SECRET, "Authorization: Bearer " + SECRET);
    client.sendText(SECRET);
    assertThat(client.readText()).isEqualTo(SECRET);
    client.close();
    await().until(() -> sessions.stream().allMatch(session -> session.closed.size() == 1));

    assertThat(log.everything()).doesNotContain(SECRET);
  }

  @Test
  void manyRefusedConnectionsAreFewLines() {
    WebSocketTransport transport = start(builder -> builder.maxConnections(1));
    connect(transport);

    for (int i = 0; i < 200; i++) {
      open(transport).readToEndOrReset();
    }

    assertThat(log.warnings())
        .hasSizeBetween(1, 3)
        .allMatch(line -> line.startsWith("Connection refused"));
  }
}
