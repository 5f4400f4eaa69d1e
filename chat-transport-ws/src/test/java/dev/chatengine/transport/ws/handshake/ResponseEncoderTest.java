package dev.chatengine.transport.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.transport.ws.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseEncoderTest {

  private static String encode(HttpResponse response, boolean withBody) {
    return new String(ResponseEncoder.encode(response, withBody), StandardCharsets.ISO_8859_1);
  }

  @Test
  void responseWithoutContentHasNoBody() {
    assertThat(encode(HttpResponse.text(204, "x"), true))
        .isEqualTo("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
  }

  @Test
  void responseToHeadHasTheLengthOfTheBodyOnly() {
    HttpResponse response = HttpResponse.of(200, "a/b", new byte[] {'x'}).withHeader("A", "1");

    String head =
        String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: a/b",
            "Content-Length: 1",
            "A: 1",
            "Connection: close",
            "",
            "");
    assertThat(encode(response, false)).isEqualTo(head);
    assertThat(encode(response, true)).isEqualTo(head + "x");
  }
}
