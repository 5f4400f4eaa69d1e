package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.MessageStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own, with its messages in MongoDB. */
@Timeout(120)
class MongoServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Its data outlive it, so that it can be stopped and started again. */
  private MongoServer mongo;

  private final Path directory;
  private final InetSocketAddress address = freeAddress();
  private final String uri = "mongodb://127.0.0.1:" + address.getPort() + "/chat";
  private final List<Process> processes = new CopyOnWriteArrayList<>();

  MongoServerTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    mongo = newMongo();
  }

  private MongoServer newMongo() {
    String file = directory.resolve("mongo.mv").toString();
    return new MongoServer(new H2Backend(file).version(ServerVersion.MONGO_5_0));
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) free.getLocalSocketAddress();
    }
  }

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
    mongo.shutdownNow();
  }

  private Process server(String... arguments) throws IOException {
    ProcessBuilder java = ServerProcess.of("--port=0");
    java.command().addAll(List.of(arguments));
    java.environment().put("MONGODB_URI", uri);
    Process process = java.start();
    processes.add(process);
    return process;
  }

  private static Guest join(Process server, String name) throws IOException {
    return Guest.join(ServerProcess.url(server), name, "general");
  }

  @Test
  void whatIsSaidIsInMongoAndOutlivesTheServer() throws Exception {
    mongo.bind(address);
    Process first = server();
    join(first, "Ann").say("kept in MongoDB");
    first.destroyForcibly().waitFor();

    Guest bob = join(server("--mongo", uri), "Bob");
    assertThat(bob.await("message_history", "")).contains("kept in MongoDB");
    try (MessageStore store = MongoStores.open(uri, Duration.ofDays(7), false)) {
      assertThat(store.after(new Room("general"), 0, 10).messages()).hasSize(1);
    }
  }

  @Test
  void aServerThatIsToWaitStartsOnceMongoIsThere() throws Exception {
    Process process = server("--mongo-wait");
    awaitThatItWaits(process);
    mongo.bind(address);

    join(process, "Ann");
  }

  @Test
  void aServerThatWaitsTellsForWhomAndNoPassword() throws Exception {
    String withPassword = uri.replace("127.0.0.1", "root:s3cret@127.0.0.1");

    assertThat(awaitThatItWaits(server("--mongo-wait", "--mongo", withPassword)))
        .contains("127.0.0.1:" + address.getPort())
        .doesNotContain("s3cret");
  }

  /** Reads its log until it says that it waits; gives what it read. */
  private static String awaitThatItWaits(Process process) {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    StringBuilder read = new StringBuilder();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (BufferedReader log : List.of(out, err)) {
                while (log.ready()) {
                  read.append(log.readLine()).append('\n');
                }
              }
              return read.indexOf("Waiting") >= 0;
            });
    return read.toString();
  }

  @Test
  void whileMongoIsAwaySendersAreToldJoinsGoOnAndAllRecoversByItself() throws Exception {
    mongo.bind(address);
    String server = ServerProcess.url(server("--mongo", uri));
    Guest ann = Guest.join(server, "Ann", "general");
    Guest bob = Guest.join(server, "Bob", "general");
    ann.say("before");
    bob.await("message_received", "before");

    mongo.shutdownNow();
    ann.send("chat_message", "lost");
    ann.await("error", "store_unavailable");
    Guest carol = Guest.join(server, "Carol", "general");
    assertThat(carol.await("error", "store_unavailable")).contains("istory");
    assertThat(carol.await("message_history", "")).contains("\"messages\":[]");
    assertThat(bob.contents()).containsExactly("before");

    mongo = newMongo();
    mongo.bind(address);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              long errors = ann.count("error");
              ann.send("chat_message", "after");
              Awaitility.await()
                  .atMost(PATIENCE)
                  .until(() -> ann.count("error") > errors || ann.contents().contains("after"));
              return ann.contents().contains("after");
            });
    for (Guest client : List.of(bob, carol)) {
      client.await("message_received", "after");
    }
    try (MessageStore store = MongoStores.open(uri, Duration.ofDays(7), false)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                List<String> kept =
                    store.after(new Room("general"), 0, 100).messages().stream()
                        .map(Message::content)
                        .toList();
                assertThat(kept).startsWith("before").contains("after");
                assertThat(bob.contents()).isEqualTo(kept);
                assertThat(ann.contents()).isEqualTo(kept);
              });
    }
  }
}
