package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.transport.ws.TlsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** TLS and the origins of pages, from the command line to the client. */
@Timeout(60)
class EdgeTest {
  private static final String OWN = "https://chat.example.org";

  private Path directory;
  private TestCertificate certificate;
  private @Nullable ChatServer server;

  @BeforeEach
  void certificate(@TempDir Path directory) throws Exception {
    this.directory = directory;
    certificate = TestCertificate.create(directory);
  }

  @AfterEach
  void closeServer() {
    if (server != null) {
      server.close();
    }
  }

  private static EdgeOptions parse(String... arguments) {
    return CommandLine.populateCommand(new EdgeOptions(), arguments);
  }

  private URI started(@Nullable TlsOptions tls, @Nullable List<String> allowedOrigins) {
    ChatServer started = TestServers.start(tls, allowedOrigins);
    server = started;
    return URI.create(started.url());
  }

  private HttpClient client() throws Exception {
    return HttpClient.newBuilder().sslContext(certificate.trusting()).build();
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return client().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static Optional<String> lastingTls(HttpResponse<String> response) {
    return response.headers().firstValue("Strict-Transport-Security");
  }

  private void connect(URI page, String origin) throws Exception {
    URI socket = URI.create(page.toString().replaceFirst("http", "ws"));
    client()
        .newWebSocketBuilder()
        .header("Origin", origin)
        .buildAsync(socket, new WebSocket.Listener() {})
        .join()
        .abort();
  }

  @Test
  void pageIsServedWithTlsFromPemAndBrowsersAreToldToStayWithIt() throws Exception {
    List<Path> pem = certificate.pem(directory);
    EdgeOptions options = parse("--tls-cert=" + pem.get(0), "--tls-key=" + pem.get(1));

    URI page = started(options.tls(null), options.allowedOrigins());
    HttpResponse<String> response = get(page);

    assertThat(page).hasScheme("https");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(lastingTls(response)).contains("max-age=31536000");
  }

  @Test
  void browsersAreNotToldSoOfThisMachine() throws Exception {
    URI page =
        started(parse("--tls-cert=" + certificate.pkcs12()).tls(TestCertificate.PASSWORD), null);

    HttpResponse<String> response = get(URI.create("https://localhost:" + page.getPort() + "/"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(lastingTls(response)).isEmpty();
  }

  @Test
  void withoutTlsBrowsersAreNotToldSo() throws Exception {
    assertThat(lastingTls(get(started(null, null)))).isEmpty();
  }

  @Test
  void oneFileMayHoldCertificateAndKey() throws Exception {
    List<Path> pem = certificate.pem(directory);
    Path both = directory.resolve("both.pem");
    Files.writeString(both, Files.readString(pem.get(0)) + Files.readString(pem.get(1)));

    URI page = started(parse("--tls-cert=" + both).tls(null), null);

    assertThat(get(page).statusCode()).isEqualTo(200);
  }

  @Test
  void wrongFilesAreRefused() throws IOException {
    String file = certificate.pkcs12().toString();

    assertThatThrownBy(() -> parse("--tls-cert=" + file).tls(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("password");
    assertThatThrownBy(() -> parse("--tls-cert=" + file, "--tls-key=key.pem").tls(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--tls-key");
    assertThatThrownBy(() -> parse("--tls-cert=" + directory.resolve("none.pem")).tls(null))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none.pem");
  }

  @Test
  void pagesOfOtherOriginsAreKeptOutByDefault() throws Exception {
    URI page = started(null, null);

    connect(page, "http://127.0.0.1:" + page.getPort());
    assertThatThrownBy(() -> connect(page, "https://evil.example.org"))
        .isInstanceOf(CompletionException.class)
        .hasStackTraceContaining("403");
  }

  @Test
  void pagesOfAllOriginsMayConnectIfTheHostSaysSo() throws Exception {
    EdgeOptions options = parse("--allowed-origin=*");
    URI page = started(options.tls(null), options.allowedOrigins());

    connect(page, "https://anywhere.example.org");
    connect(page, "null");
  }

  @Test
  void pagesOfOtherOriginsAreKeptOut() throws Exception {
    EdgeOptions options = parse("--allowed-origin=" + OWN, "--allowed-origin=same-origin");
    URI page = started(options.tls(null), options.allowedOrigins());

    connect(page, OWN);
    connect(page, "http://127.0.0.1:" + page.getPort());
    assertThatThrownBy(() -> connect(page, "https://evil.example.org"))
        .isInstanceOf(CompletionException.class)
        .hasStackTraceContaining("403");
  }
}
