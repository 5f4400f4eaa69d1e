package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that keeps messages in a file, as a process that ends and is started again. */
@Timeout(120)
class MessageFileTest {
  private static final Pattern ADDRESS = Pattern.compile("(?s).*?http://(\\S+)/.*");

  private final Path file;
  private final List<Process> processes = new ArrayList<>();

  MessageFileTest(@TempDir Path directory) {
    this.file = directory.resolve("chat");
  }

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void whatWasSaidIsThereWhenTheServerIsStartedAgain() throws Exception {
    Process first = server();
    assertThat(say(first, "kept over a restart")).contains("message_received");
    first.destroy();
    assertThat(first.waitFor()).as("the status of a process that was asked to end").isEqualTo(143);

    assertThat(history(server())).contains("kept over a restart");
  }

  @Test
  void whatWasSaidIsThereWhenTheServerWasKilled() throws Exception {
    Process first = server();
    assertThat(say(first, "kept over a kill")).contains("message_received");
    first.destroyForcibly().waitFor();

    assertThat(history(server())).contains("kept over a kill");
  }

  @Test
  void aFileThatAnotherServerHasIsToldInOneLine() throws Exception {
    Process first = server();
    address(first);
    Process second = server();

    assertThat(second.waitFor(60, TimeUnit.SECONDS)).as("the second server has ended").isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    try (BufferedReader err = second.errorReader(StandardCharsets.UTF_8)) {
      assertThat(err.lines().toList())
          .singleElement()
          .asString()
          .startsWith("chat-server: another process uses the message file: " + file);
    }
  }

  private Process server() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--host=127.0.0.1",
                "--port=0",
                "--file=" + file)
            .start();
    processes.add(process);
    return process;
  }

  private static String address(Process server) throws IOException {
    Matcher line = ADDRESS.matcher(String.valueOf(server.inputReader().readLine()));
    assertThat(line.matches()).as("the line on start: %s", line).isTrue();
    return line.group(1);
  }

  private static String say(Process server, String text) throws Exception {
    BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    WebSocket socket = join(server, frames);
    socket.sendText("{\"type\":\"chat_message\",\"content\":\"" + text + "\"}", true).join();
    return frame(frames, text);
  }

  private static String history(Process server) throws Exception {
    BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    join(server, frames);
    return frame(frames, "\"message_history\"");
  }

  private static WebSocket join(Process server, BlockingQueue<String> frames) throws IOException {
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://" + address(server)), new Frames(frames))
            .join();
    socket.sendText("{\"type\":\"set_username\",\"username\":\"Ann\"}", true).join();
    socket.sendText("{\"type\":\"join_room\",\"room\":\"general\"}", true).join();
    return socket;
  }

  private static String frame(BlockingQueue<String> frames, String wanted) throws Exception {
    String frame = "";
    while (!frame.contains(wanted)) {
      frame = String.valueOf(frames.poll(60, TimeUnit.SECONDS));
      assertThat(frame).as("a frame with " + wanted).isNotEqualTo("null");
    }
    return frame;
  }

  private record Frames(BlockingQueue<String> whole, StringBuilder part)
      implements WebSocket.Listener {
    Frames(BlockingQueue<String> whole) {
      this(whole, new StringBuilder());
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        whole.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
