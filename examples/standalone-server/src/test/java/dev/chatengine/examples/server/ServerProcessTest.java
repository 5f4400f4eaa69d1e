package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a process of its own. */
@Timeout(60)
class ServerProcessTest {
  private static final Pattern STARTED =
      Pattern.compile("Chat server listening on (http://\\S+:([0-9]+)/) .*");

  private static final int SIGINT = 2;

  private final Process process;
  private final BufferedReader out;

  ServerProcessTest() throws IOException {
    ProcessBuilder java = ServerProcess.of();
    java.environment().put("PORT", "0");
    process = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  @AfterEach
  void endProcess() {
    process.destroyForcibly();
  }

  @Test
  void takesItsPortFromTheEnvironmentAndTellsTheAddress() throws Exception {
    URI page = URI.create(started().group(1));

    HttpResponse<String> health =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(page.resolve("/healthz")).build(), BodyHandlers.ofString());

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).contains("\"status\":\"alive\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void endsCleanlyWhenAskedTo(String signal) throws Exception {
    int port = Integer.parseInt(started().group(2));
    if (signal.equals("INT") && ignoresInterrupts()) {
      // A shell starts what runs in its background like this, and the JVM then keeps to it.
      String message = "SKIPPED: SIGINT is ignored in the process that started this test.";
      System.err.println(message);
      Assumptions.abort(message);
    }

    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(signal.equals("TERM") ? 128 + 15 : 128 + 2);
    assertThat(out.readLine()).isNull();
    new ServerSocket(port).close();
  }

  /** Whether the server was started with SIGINT ignored, as far as the system tells. */
  private boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return false;
    }
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    return (Long.parseUnsignedLong(ignored, 16) >> (SIGINT - 1) & 1) == 1;
  }

  private Matcher started() throws IOException {
    Matcher line = STARTED.matcher(String.valueOf(out.readLine()));
    assertThat(line.matches()).as("the line on start: %s", line).isTrue();
    return line;
  }
}
