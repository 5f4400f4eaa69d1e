package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Runs out of file descriptors, in a process of its own that may have only a few. */
class FileDescriptorsTest {
  private static final int FEW = 120;

  /** The server in that process: prints its port, and echoes until it is killed. */
  static final class Server {
    public static void main(String[] arguments) throws InterruptedException {
      WebSocketTransport transport =
          new WebSocketTransportBuilder(TestSession::new).bindAddress("127.0.0.1").start();
      System.out.println(transport.port());
      new CountDownLatch(1).await();
    }

    private Server() {}
  }

  @Test
  void listenerSurvivesRunningOutOfFileDescriptors() throws IOException {
    assumeThat(Files.isExecutable(Path.of("/bin/sh"))).isTrue();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process server =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -n " + FEW + " && exec \"$0\" -XX:-MaxFDLimit -cp \"$1\" \"$2\"",
                java,
                System.getProperty("java.class.path"),
                Server.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<RawClient> clients = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(output.readLine());
      RawClient first = RawClient.connect(port);
      clients.add(first);
      // Once before, as classes are loaded from files.
      first.sendText("here");
      assertThat(first.readText()).isEqualTo("here");
      for (int i = 0; i < 2 * FEW; i++) {
        clients.add(RawClient.open(port));
      }
      // The kernel completes connections that nobody accepts; the last is not answered.
      RawClient last = clients.get(clients.size() - 1);
      last.socket().setSoTimeout(300);
      last.send(RawClient.upgradeRequest("/"));
      assertThat(TransportTest.succeeds(last::readHead)).isFalse();

      first.sendText("still here");
      assertThat(first.readText()).isEqualTo("still here");
      clients.subList(1, clients.size()).forEach(RawClient::close);

      await().until(() -> isServed(port));
    } finally {
      clients.forEach(RawClient::close);
      server.destroyForcibly();
    }
  }

  private static boolean isServed(int port) {
    try (RawClient client = RawClient.connect(port)) {
      client.sendText("hi");
      return client.readText().equals("hi");
    }
  }
}
