package dev.chatengine.transport.ws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest extends TransportTest {
  private static final String FOLDER = "META-INF/resources";

  private final WebSocketTransport transport =
      start(
          options ->
              options.httpHandler(
                  files("index.html", "help/index.html", "help/script.js").and(list("lib/files"))));

  private static StaticFiles files(String... names) {
    return StaticFiles.ofClassPath(StaticFilesTest.class.getClassLoader(), FOLDER, names);
  }

  private static StaticFiles list(String list) {
    return StaticFiles.ofClassPathList(StaticFilesTest.class.getClassLoader(), FOLDER, list);
  }

  private String get(String path, String... headers) {
    RawClient client = open(transport);
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: test\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    client.send(request + "\r\n");
    return client.readToEnd();
  }

  private static String tag(String answer) {
    Matcher tag = Pattern.compile("ETag: (\"[0-9a-f]+\")\r\n").matcher(answer);
    assertThat(tag.find()).as(answer).isTrue();
    return tag.group(1);
  }

  @Test
  void filesAreServedWithTheirContentTypes() {
    assertThat(get("/help/script.js"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Type: text/javascript; charset=utf-8\r\n")
        .contains("X-Content-Type-Options: nosniff\r\n")
        .endsWith("\r\n\r\nexport const answer = 42;\n");
    assertThat(get("/index.html"))
        .contains("Content-Type: text/html; charset=utf-8\r\n")
        .endsWith("<p>hello\n");
  }

  @Test
  void anIndexIsServedAtItsFoldersPath() {
    assertThat(get("/")).endsWith("<p>hello\n");
    assertThat(get("/?q=1")).endsWith("<p>hello\n");
    assertThat(get("/help/")).endsWith("<p>help\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/secret.txt", "/help", "/help/../secret.txt", "/help/..%2fsecret.txt",
        "//index.html", "/help/missing.js", "/lib/files", "/lib/unlisted.js",
        "/util/text.js"
      })
  void nothingElseIsServed(String path) {
    assertThat(get(path)).startsWith("HTTP/1.1 404 ").doesNotContain("not to be served");
  }

  @Test
  void whoHasTheFileIsToldThatItStillHolds() {
    String tag = tag(get("/"));

    assertThat(get("/", "If-None-Match: " + tag)).startsWith("HTTP/1.1 304 ").contains(tag);
    assertThat(get("/", "If-None-Match: \"older\", W/" + tag)).startsWith("HTTP/1.1 304 ");
    assertThat(get("/", "If-None-Match: \"older\"")).startsWith("HTTP/1.1 200 ");
    assertThat(get("/help/", "If-None-Match: " + tag)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void filesOfAListAreServedBelowTheFolderOfTheList() {
    assertThat(get("/lib/main.js"))
        .contains("Content-Type: text/javascript; charset=utf-8\r\n")
        .endsWith("import './util/text.js';\n");
    assertThat(get("/lib/util/text.js")).endsWith("export const text = '';\n");
  }

  @Test
  void aListMayLieInTheFolderItself() {
    assertThat(list("files-at-the-top")).hasToString("StaticFiles[2 paths]");
  }

  @ParameterizedTest
  @CsvSource({
    "lib/no-such-list, META-INF/resources/lib/no-such-list",
    "lib/empty-list, META-INF/resources/lib/empty-list names no file",
    "lib/list-with-missing-file, META-INF/resources/lib/missing.js"
  })
  void aListThatIsMissingOrNamesNothingThereIsRefusedByName(String list, String problem) {
    assertThatThrownBy(() -> list(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void twoFilesForOnePathAreRefused() {
    assertThatThrownBy(() -> files("index.html", "help/script.js").and(files("help/script.js")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two files for the path /help/script.js");
  }

  @Test
  void aFileThatIsNotThereIsRefusedByName() {
    assertThatThrownBy(() -> files("missing.html"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("META-INF/resources/missing.html");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/index.html", "help/", "with blank.html", "a?b.html"})
  void aNameThatNoPathCanBeIsRefused(String name) {
    assertThatThrownBy(() -> files(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no path");
  }

  @Test
  void chatIsOnTheSamePort() {
    assertEchoes(connect(transport));
  }
}
