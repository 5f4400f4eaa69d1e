package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that keeps messages in a file, as a process that ends and is started again. */
@Timeout(120)
class MessageFileTest {

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
    join(first).say("kept over a restart");
    first.destroy();
    assertThat(first.waitFor()).as("the status of a process that was asked to end").isEqualTo(143);

    assertThat(join(server()).await("message_history", "")).contains("kept over a restart");
  }

  @Test
  void whatWasSaidIsThereWhenTheServerWasKilled() throws Exception {
    Process first = server();
    join(first).say("kept over a kill");
    first.destroyForcibly().waitFor();

    assertThat(join(server()).await("message_history", "")).contains("kept over a kill");
  }

  @Test
  void aFileThatAnotherServerHasIsToldInOneLine() throws Exception {
    Process first = server();
    ServerProcess.url(first);
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
    Process process = ServerProcess.of("--port=0", "--file=" + file).start();
    processes.add(process);
    return process;
  }

  private static Guest join(Process server) throws IOException {
    return Guest.join(ServerProcess.url(server), "Ann", "general");
  }
}
