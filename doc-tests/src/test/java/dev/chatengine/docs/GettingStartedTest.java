package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server and the page of docs/getting-started.md chat: each program runs as it stands there.
 */
@Timeout(120)
class GettingStartedTest {
  private static final Pattern ADDRESS =
      Pattern.compile("Open (http://localhost:[0-9]+)/ in two tabs");
  private static final Pattern SCRIPT =
      Pattern.compile("<script type=\"module\" src=\"([^\"]+)\">");

  /** As much of a browser as the page uses; who is asked for a name says the script's argument. */
  private static final String BROWSER =
      """
      const shown = [];
      const listeners = {};
      const form = {
        elements: { text: { value: '' } },
        reset() { this.elements.text.value = ''; },
        addEventListener: (type, listener) => { listeners[type] = listener; },
      };
      globalThis.location = new URL(process.argv[2]);
      globalThis.prompt = () => 'ann';
      globalThis.document = {
        querySelector: (what) => (what === 'form' ? form : { append: (line) => show(line) }),
        createElement: () => ({}),
      };
      const show = ({ textContent }) => {
        shown.push(textContent);
        console.log(textContent);
        if (textContent === 'ann: second') {
          process.exit(0);
        }
      };
      await import('./page.mjs');
      for (const text of ['first', 'second']) {
        form.elements.text.value = text;
        await listeners.submit({ preventDefault() {} });
      }
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Page page = Page.read(Repository.ROOT.resolve("docs/getting-started.md"));
  private final Path folder;

  GettingStartedTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theServerServesThePageWhoseScriptChats() throws Exception {
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
      String code = get(root + script.group(1));
      Files.writeString(
          folder.resolve("page.mjs"),
          code.replace("'/chat-client/chat-client.js'", "'./chat-client.mjs'"));
      Files.writeString(
          folder.resolve("chat-client.mjs"), get(root + "/chat-client/chat-client.js"));
      Path browser = Files.writeString(folder.resolve("browser.mjs"), BROWSER);

      Programs.Ended chatted = Programs.run(command(node, browser, root + "/"));
      assertThat(chatted.output().lines()).containsExactly("ann: first", "ann: second");
      assertThat(chatted.exitCode()).isZero();
    } finally {
      server.destroyForcibly();
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
    Files.writeString(folder.resolve("index.html"), page.code("html").get(0));
    Files.writeString(folder.resolve("page.js"), page.code("js").get(0));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            folder + File.pathSeparator + System.getProperty("java.class.path"),
            "FirstChat")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
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
