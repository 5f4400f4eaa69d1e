package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.chatengine.transport.ws.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the transport tells an operator, and what it must not. */
class LogTest extends TransportTest {
  private static final String SECRET = "s3cret";

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.chatengine");

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
    logger.setLevel(Level.TRACE);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  private List<ILoggingEvent> events() {
    synchronized (logged) {
      return new ArrayList<>(logged.list);
    }
  }

  private String everything() {
    StringBuilder all = new StringBuilder();
    for (ILoggingEvent event : events()) {
      all.append(event.getFormattedMessage()).append('\n');
      if (event.getThrowableProxy() != null) {
        all.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
      }
    }
    return all.toString();
  }

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
          "GET "
              + target
              + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + SECRET
              + "\r\nCookie: token="
              + SECRET
              + "\r\n\r\n");
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

    assertThat(everything()).doesNotContain(SECRET);
  }

  @Test
  void manyRefusedConnectionsAreFewLines() {
    WebSocketTransport transport = start(builder -> builder.maxConnections(1));
    connect(transport);

    for (int i = 0; i < 200; i++) {
      open(transport).readToEndOrReset();
    }

    assertThat(
            events().stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage))
        .hasSizeBetween(1, 3)
        .allMatch(line -> line.startsWith("Connection refused"));
  }
}
