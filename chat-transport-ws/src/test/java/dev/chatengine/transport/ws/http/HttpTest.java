package dev.chatengine.transport.ws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PlainAndTls
class HttpTest extends TransportTest {
  private static final String HOST = " HTTP/1.1\r\nHost: test\r\n";

  private WebSocketTransport startWithPage() {
    return start(
        options ->
            options.httpHandler(
                request ->
                    switch (request.path()) {
                      case "/" -> HttpResponse.text(200, "hello " + request.method());
                      case "/large" ->
                          HttpResponse.of(200, "application/octet-stream", new byte[5_000_000])
                              .withHeader("Cache-Control", "no-store");
                      case "/query" ->
                          HttpResponse.text(200, request.queryParameter("q").orElse("none"));
                      case "/fails" -> throw new StackOverflowError("secret");
                      default -> HttpResponse.notFound();
                    }));
  }

  private String ask(WebSocketTransport transport, String request) {
    RawClient client = open(transport);
    client.send(request);
    return client.readToEnd();
  }

  @Test
  void pageIsServedAndTheConnectionClosed() {
    assertThat(ask(startWithPage(), "GET /" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 9\r\n", "Connection: close\r\n")
        .endsWith("\r\n\r\nhello GET");
  }

  @Test
  void headHasNoBodyButItsLength() {
    assertThat(ask(startWithPage(), "HEAD /" + HOST + "\r\n"))
        .contains("Content-Length: 10\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void largeBodyArrivesWhole() {
    String answer = ask(startWithPage(), "GET /large" + HOST + "\r\n");

    assertThat(answer).contains("Content-Length: 5000000\r\n", "Cache-Control: no-store\r\n");
    assertThat(answer.length() - answer.indexOf("\r\n\r\n") - 4).isEqualTo(5_000_000);
  }

  @Test
  void clientThatShutsItsHalfStillGetsTheAnswer() {
    RawClient client = open(startWithPage());

    client.send("GET /large" + HOST + "\r\n");
    client.shutOutput();

    assertThat(client.readToEnd().length()).isGreaterThan(5_000_000);
  }

  @Test
  void handlerThatThrowsIsAnsweredWith500() {
    WebSocketTransport transport = startWithPage();

    assertThat(ask(transport, "GET /fails" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 500 ")
        .doesNotContain("secret");
    assertThat(ask(transport, "GET /query?q=a+b%21" + HOST + "\r\n")).endsWith("a b!");
  }

  @Test
  void upgradesWorkBesideTheHandler() {
    assertEchoes(connect(startWithPage()));
  }

  @Test
  void withoutHandlerTheEndpointAsksForAnUpgrade() {
    WebSocketTransport transport = start(options -> options.path("/chat"));

    assertThat(ask(transport, "GET /chat" + HOST + "\r\n"))
        .startsWith("HTTP/1.1 426 ")
        .contains("Upgrade: websocket\r\n");
    assertThat(ask(transport, "GET /" + HOST + "\r\n")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void onlyTheFirstRequestOfAConnectionIsAnswered() {
    RawClient client = open(startWithPage());

    client.send("GET /" + HOST + "\r\nGET /" + HOST + "\r\n");
    client.send("GET /" + HOST + "\r\n");

    assertThat(client.readToEnd().split("HTTP/1.1 200 OK", -1)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "405 | POST / HTTP/1.1~Host: test~Content-Length: 3~~abc",
        "405 | OPTIONS / HTTP/1.1~Host: test~~",
        "400 | GET / HTTP/1.1~~",
        "400 | GET / HTTP/1.1~Host: a~Host: b~~",
        "400 | GET /a b HTTP/1.1~Host: test~~",
        "400 | GET http://other/ HTTP/1.1~Host: test~~",
        "400 | GET / HTTP/1.1~Host: test~no colon~~",
        "400 | GET / HTTP/1.1~Host: test~space : before~~",
        "400 | GET / HTTP/1.1~Host: test~ folded: line~~",
        "400 | GET /?%zz HTTP/1.1~Host: test~~",
        "400 | rubbish~~",
        "505 | GET / HTTP/2.0~Host: test~~",
        "200 | GET / HTTP/1.0~~",
      })
  void eachRequestGetsItsStatus(int status, String request) {
    assertThat(ask(startWithPage(), request.replace("~", "\r\n")))
        .startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void headBeyondTheLimitIsRefused() {
    WebSocketTransport transport = startWithPage();

    String tooLarge = "X: " + "y".repeat(9_000) + "\r\n";
    assertThat(ask(transport, "GET /" + HOST + tooLarge + "\r\n")).startsWith("HTTP/1.1 431 ");
    assertThat(ask(transport, "GET /" + "y".repeat(9_000))).startsWith("HTTP/1.1 414 ");
  }

  @Test
  void headOfExactlyTheLimitIsRead() {
    String start = "GET /" + HOST + "X: ";
    String head = start + "y".repeat(8_192 - start.length() - 4) + "\r\n\r\n";

    assertThat(ask(startWithPage(), head)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void clientThatGoesOnSendingStillReadsTheRefusal() {
    RawClient client = open(start(options -> options.maxHeadBytes(512)));

    client.send("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(20_000));

    assertThat(client.readHead()).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void responseRefusesWhatWouldBreakItsHead() {
    HttpResponse response = HttpResponse.text(200, "x");

    assertThatThrownBy(() -> response.withHeader("X", "a\r\nSet-Cookie: b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> response.withHeader("X y", "a"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> response.withHeader("content-LENGTH", "1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HttpResponse.of(200, "a\nb", new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HttpResponse.text(101, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
