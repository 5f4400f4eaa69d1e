package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process of its own. */
final class ServerProcess {
  private static final Pattern STARTED =
      Pattern.compile("Chat server listening on (http://\\S+:[0-9]+/) .*");

  private ServerProcess() {}

  /** What starts it on the loopback interface. */
  static ProcessBuilder of(String... arguments) {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--host=127.0.0.1");
    java.command().addAll(List.of(arguments));
    return java;
  }

  /** Reads its address from the lines that it prints. */
  static String url(Process server) throws IOException {
    var out = server.inputReader(StandardCharsets.UTF_8);
    String line = Objects.requireNonNullElse(out.readLine(), "");
    while (!line.isEmpty() && !STARTED.matcher(line).matches()) {
      line = Objects.requireNonNullElse(out.readLine(), "");
    }
    Matcher started = STARTED.matcher(line);
    assertThat(started.matches()).as("the line on start: %s", line).isTrue();
    return started.group(1);
  }
}
