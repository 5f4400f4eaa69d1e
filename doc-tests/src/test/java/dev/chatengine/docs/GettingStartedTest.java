package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program and the page of docs/getting-started.md chat: each runs as it stands there. */
@Timeout(120)
class GettingStartedTest {
  private static final Pattern ADDRESS =
      Pattern.compile("Open (http://localhost:[0-9]+)/ in two tabs");
  private static final Pattern SCRIPT =
      Pattern.compile("(?s)<script type=\"module\">(.*)</script>");
  private static final Pattern RELATIVE_IMPORT = Pattern.compile("\\bfrom '(\\.[^']+)'");
  private static final String CLIENT = "/chat-client/chat-client.js";

  /**
   * As much of a browser as the page uses. It shows the page, sends two messages, and shows the
   * page once more: the name, which is random in a browser, is taken then.
   */
  private static final String BROWSER =
      """
      const listeners = {};
      const elements = {
        form: { addEventListener: (type, listener) => { listeners[type] = listener; } },
        input: { value: '' },
        '#error': { set textContent(text) { console.log(`error: ${text}`); process.exit(0); } },
        '#messages': { append: (line) => show(line) },
      };
      globalThis.location = new URL(process.argv[2]);
      globalThis.document = {
        querySelector: (what) => elements[what],
        createElement: () => ({}),
      };
      Math.random = () => 0.5;
      const show = ({ textContent }) => {
        console.log(textContent);
        if (textContent.endsWith('second')) {
          import('./page.js?again');
        }
      };
      await import('./page.js');
      for (const text of ['first', 'second']) {
        elements.input.value = text;
        listeners.submit({ preventDefault() {} });
      }
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Page page = Page.read(Repository.ROOT.resolve("docs/getting-started.md"));
  private final Path folder;

  GettingStartedTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theServerServesThePageWhichChatsAndShowsErrors() throws Exception {
    Path node = Programs.require("node");
    Process server = start();
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      String root =
          out.lines()
              .map(ADDRESS::matcher)
              .filter(Matcher::matches)
              .findFirst()
              .orElseThrow()
              .group(1);

      String html = get(root + "/");
      assertThat(html).isEqualTo(page.code("html").get(0));
      Matcher script = SCRIPT.matcher(html);
      assertThat(script.find()).isTrue();
      Files.writeString(folder.resolve("package.json"), "{\"type\": \"module\"}");
      Files.writeString(
          folder.resolve("page.js"),
          ProxyTest.replace(script.group(1), "'" + CLIENT + "'", "'." + CLIENT + "'"));
      download(root, CLIENT, new HashSet<>());
      Path browser = Files.writeString(folder.resolve("browser.js"), BROWSER);

      Programs.Ended chatted = Programs.run(command(node, browser, root + "/"));
      assertThat(chatted.output().lines())
          .containsExactly(
              "guest-5000: first", "guest-5000: second", "error: Username is already taken");
      assertThat(chatted.exitCode()).isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  /** Takes a module from the server, and those that it imports. */
  private void download(String root, String path, Set<String> known) throws Exception {
    if (!known.add(path)) {
      return;
    }
    String code = get(root + path);
    Path file = folder.resolve(path.substring(1));
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, code);
    Matcher imported = RELATIVE_IMPORT.matcher(code);
    while (imported.find()) {
      download(root, URI.create(path).resolve(imported.group(1)).toString(), known);
    }
  }

  /** Node before version 22 has the WebSocket only if it is asked for. */
  private static List<String> command(Path node, Path script, String argument) {
    String version = Programs.run(List.of(node.toString(), "--version")).output();
    List<String> command = new ArrayList<>(List.of(node.toString()));
    if (version.matches("v2[01]\\..*")) {
      command.addAll(List.of("--experimental-websocket", "--no-warnings"));
    }
    command.addAll(List.of(script.toString(), argument));
    return command;
  }

  private Process start() throws IOException {
    String program = ProxyTest.replace(page.code("java").get(0), "port(3000)", "port(0)");
    assertThat(JavaCode.complaints(List.of(program), folder)).isEmpty();
    Path resources = Files.createDirectories(folder.resolve("META-INF/resources"));
    Files.writeString(resources.resolve("index.html"), page.code("html").get(0));
    return JavaCode.program("Chat", folder).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private String get(String address) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(address).isEqualTo(200);
    return response.body();
  }
}
