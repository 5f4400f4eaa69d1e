package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.transport.ws.TlsOptions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page over TLS, kept to its own server by its policy and by the server's list of origins. */
@Timeout(300)
class TlsBrowserTest {

  @Test
  void twoPeopleChatOverTls(@TempDir Path directory) throws Exception {
    TlsOptions tls =
        TlsOptions.pkcs12(
            TestCertificate.create(directory).pkcs12(), TestCertificate.PASSWORD.toCharArray());
    try (ChatServer server = TestServers.start(tls, List.of("same-origin"));
        ChatPage ann = new ChatPage();
        ChatPage bob = new ChatPage()) {
      ann.open(server.url()).logIn("Ann").isIn("general");
      bob.open(server.url()).logIn("Bob").isIn("general");
      ann.showsMembers("Ann", "Bob");

      ann.say("Nobody else reads this");
      bob.shows("Nobody else reads this");

      assertThat(ann.run("return location.protocol")).isEqualTo("https:");
      assertThat(ann.run("return isSecureContext")).isEqualTo("true");
    }
  }

  @Test
  void pageCannotConnectToAnotherServer() {
    try (ChatServer server = TestServers.start();
        ChatServer other = TestServers.start();
        ChatPage page = new ChatPage()) {
      page.open(server.url());

      assertThat(page.connects(server.url().replace("http:", "ws:"))).isEqualTo("open");
      assertThat(page.connects(other.url().replace("http:", "ws:"))).contains("connect-src");
    }
  }
}
