package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainRequestsTest {
  private static final Path WEB = Path.of("src/main/resources/web");
  private static final Path CLIENT = Path.of("../../chat-client-js");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ChatServer server = TestServers.start();
  private final URI root = URI.create(server.url());

  @BeforeAll
  void serverAnswers() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @AfterAll
  void closeServer() {
    server.close();
  }

  @Test
  void thePageIsAtTheRoot() throws Exception {
    HttpResponse<String> response = get("/");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(Files.readString(WEB.resolve("index.html")));
    assertThat(get("/?utm_source=somewhere").body()).isEqualTo(response.body());
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/chat-client/chat-client.js, text/javascript; charset=utf-8",
    "/chat-client/lib/options.js, text/javascript; charset=utf-8",
    "/style.css, text/css; charset=utf-8",
    "/icon.svg, image/svg+xml",
    "/page/page.js, text/javascript; charset=utf-8",
    "/healthz, application/json",
    "/readyz, application/json",
    "/metrics, text/plain; version=0.0.4; charset=utf-8"
  })
  void everyFileHasItsContentType(String path, String contentType) throws Exception {
    assertThat(get(path).headers().firstValue("Content-Type")).contains(contentType);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/style.css", "/healthz", "/readyz", "/metrics", "/nothing-here"})
  void everyResponseTellsTheBrowserToBeStrict(String path) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
        .contains("connect-src 'self';", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
  }

  @Test
  void thePageNeedsNoInlineScriptOrStyle() throws Exception {
    assertThat(get("/").body())
        .doesNotContainPattern("<script(?![^>]*\\ssrc=)")
        .doesNotContain("<style", " style=", "javascript:")
        .doesNotContainPattern("\\son[a-z]+=");
  }

  @ParameterizedTest
  @CsvSource({"/healthz, alive", "/readyz, ready"})
  void aServerThatServesIsAliveAndReady(String path, String status) throws Exception {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualToIgnoringNewLines("{\"status\":\"" + status + "\"}");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void metricsAreThoseOfTheEngineAndOfItsProcess() throws Exception {
    HttpResponse<String> response = get("/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains("chat_connections 0.0")
        .contains("chat_messages_total{outcome=\"stored\"} 0.0")
        .contains("chat_store_append_seconds_bucket{outcome=\"answered\",le=\"0.05\"} 0")
        .contains("chat_plugin_available{plugin=\"store\"} 1.0")
        .contains("jvm_memory_used_bytes{", "process_files_open_files ");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void headHasTheHeadOfGetAndNoBody() throws Exception {
    HttpResponse<String> head =
        client.send(
            HttpRequest.newBuilder(root).method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().map()).isEqualTo(get("/").headers().map());
  }

  @Test
  void anUnchangedFileIsNotSentAgain() throws Exception {
    String tag = get("/style.css").headers().firstValue("ETag").orElseThrow();
    HttpRequest again =
        HttpRequest.newBuilder(root.resolve("/style.css")).header("If-None-Match", tag).build();

    HttpResponse<String> response = client.send(again, BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(304);
    assertThat(response.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing-here", "/page",
        "/page/", "/logback.xml",
        "/../logback.xml", "/page/../../logback.xml",
        "/META-INF/resources/chat-client/chat-client.js", "/chat-client/package.json",
        "/chat-client/files", "/files",
        "/page/../page/page.js", "/%2e%2e/logback.xml",
        "/..%2flogback.xml", "/page\\..\\..\\logback.xml",
        "//etc/passwd", "/index.html%00.js",
        "/INDEX.HTML"
      })
  void noOtherPathLeadsToAFile(String path) throws IOException {
    // Written by hand: a client would clean the path up.
    try (Socket socket = new Socket(root.getHost(), root.getPort())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

      String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(response).startsWith("HTTP/1.1 404 ").doesNotContain("appender", "root:");
    }
  }

  @Test
  void everyFileOfThePageIsServed() throws Exception {
    List<String> files;
    try (Stream<Path> found = Files.walk(WEB)) {
      files =
          found
              .filter(Files::isRegularFile)
              .map(WEB::relativize)
              .map(Path::toString)
              .filter(file -> !file.equals("files"))
              .toList();
    }
    assertThat(Files.readAllLines(WEB.resolve("files"))).containsExactlyInAnyOrderElementsOf(files);
    for (String file : files) {
      assertThat(get("/" + file).body()).isEqualTo(Files.readString(WEB.resolve(file)));
    }
  }

  @Test
  void theClientIsServedAsItsJarHasIt() throws Exception {
    for (String module : clientModules()) {
      assertThat(get("/chat-client/" + module).body())
          .isEqualTo(Files.readString(CLIENT.resolve(module)));
    }
  }

  @Test
  void thePagePreloadsTheModulesOfTheClient() throws Exception {
    Pattern preload =
        Pattern.compile("<link rel=\"modulepreload\" href=\"/chat-client/([^\"]+)\">");

    assertThat(preload.matcher(get("/").body()).results().map(link -> link.group(1)))
        .containsExactlyInAnyOrderElementsOf(clientModules());
  }

  private static List<String> clientModules() throws IOException {
    return Files.readAllLines(CLIENT.resolve("files"));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(root.resolve(path)).build(), BodyHandlers.ofString());
  }
}
