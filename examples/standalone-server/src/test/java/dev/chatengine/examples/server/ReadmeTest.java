package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first program of the README chats. That all of its code compiles is tested with the other
 * pages.
 */
@Timeout(120)
class ReadmeTest {
  private static final Path README = Path.of("../../README.md");
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java$\\n(.*?)^```$");
  private static final Pattern CLASS_NAME = Pattern.compile("(?m)^(?:public )?class (\\w+)");

  private final Path directory;

  ReadmeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void theFirstProgramIsShort() throws IOException {
    assertThat(blocks(README).get(0).lines().filter(line -> !line.isBlank()).count())
        .isLessThanOrEqualTo(15);
  }

  @Test
  void theFirstProgramChats() throws Exception {
    String program = blocks(README).get(0).replace("port(3000)", "port(0)");
    assertThat(compile(program)).isEmpty();
    Process process = start(className(program));
    try {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      Matcher address = Pattern.compile(".*(ws://localhost:[0-9]+)").matcher(out.readLine());
      assertThat(address.matches()).isTrue();

      BlockingQueue<String> frames = new LinkedBlockingQueue<>();
      WebSocket socket = connect(URI.create(address.group(1)), frames);
      socket.sendText("{\"type\":\"set_username\",\"username\":\"Ann\"}", true).join();
      socket.sendText("{\"type\":\"join_room\",\"room\":\"general\"}", true).join();

      String frame = "";
      while (!frame.contains("\"message_history\"")) {
        frame = String.valueOf(frames.poll(60, TimeUnit.SECONDS));
        assertThat(frame).as("a frame").isNotEqualTo("null");
      }
      assertThat(frame).contains("The chat is open");
    } finally {
      process.destroyForcibly();
    }
  }

  private static WebSocket connect(URI address, BlockingQueue<String> frames) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(
            address,
            new WebSocket.Listener() {
              private final StringBuilder text = new StringBuilder();

              @Override
              public @Nullable CompletionStage<?> onText(
                  WebSocket socket, CharSequence data, boolean last) {
                text.append(data);
                if (last) {
                  frames.add(text.toString());
                  text.setLength(0);
                }
                socket.request(1);
                return null;
              }
            })
        .join();
  }

  private Process start(String mainClass) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            directory + File.pathSeparator + System.getProperty("java.class.path"),
            mainClass)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Returns what the compiler complains of. */
  private String compile(String block) throws IOException {
    Path file = directory.resolve(className(block) + ".java");
    Files.writeString(file, block);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-Xlint:all,-path,-processing",
              "--release",
              "17",
              "-d",
              directory.toString(),
              "-cp",
              // A block may use the one before it.
              directory + File.pathSeparator + System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(complaints, files, null, options, null, files.getJavaFileObjects(file))
              .call();
      return compiled ? complaints.toString() : "does not compile: " + complaints;
    }
  }

  private static String className(String block) {
    Matcher name = CLASS_NAME.matcher(block);
    assertThat(name.find()).as("a class in: %s", block).isTrue();
    return name.group(1);
  }

  private static List<String> blocks(Path page) throws IOException {
    return JAVA_BLOCK
        .matcher(Files.readString(page))
        .results()
        .map((MatchResult block) -> block.group(1))
        .toList();
  }
}
