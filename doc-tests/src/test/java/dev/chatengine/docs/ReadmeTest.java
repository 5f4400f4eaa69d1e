package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first program of the README is short and chats. */
@Timeout(120)
class ReadmeTest {
  private static final Pattern ADDRESS = Pattern.compile(".*(ws://localhost:[0-9]+)");

  private final String program =
      Page.read(Repository.ROOT.resolve("README.md")).code("java").get(0);

  @Test
  void theFirstProgramIsShort() {
    assertThat(program.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(15);
  }

  @Test
  void theFirstProgramChats(@TempDir Path folder) throws Exception {
    String onAnyPort = ProxyTest.replace(program, "port(3000)", "port(0)");
    assertThat(JavaCode.complaints(List.of(onAnyPort), folder)).isEmpty();
    Process server =
        JavaCode.program(JavaCode.className(program).orElseThrow(), folder)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      Matcher address = ADDRESS.matcher(out.readLine());
      assertThat(address.matches()).isTrue();
      ProxiedClient client =
          new ProxiedClient(HttpClient.newHttpClient(), URI.create(address.group(1)));

      assertThat(client.historyOf("general", "Ann").toString()).contains("The chat is open");
      client.close();
    } finally {
      server.destroyForcibly();
    }
  }
}
