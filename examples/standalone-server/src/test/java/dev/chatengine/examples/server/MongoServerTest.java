package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.chatengine.model.Room;
import dev.chatengine.spi.MessageStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server as a process of its own, with its messages in MongoDB. */
@Timeout(120)
class MongoServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern STARTED =
      Pattern.compile("Chat server listening on http://(\\S+:[0-9]+)/ .*");

  private final MongoServer mongo =
      new MongoServer(new MemoryBackend().version(ServerVersion.MONGO_5_0));
  private final InetSocketAddress address = freeAddress();
  private final String uri = "mongodb://127.0.0.1:" + address.getPort() + "/chat";
  private final List<Process> processes = new CopyOnWriteArrayList<>();

  MongoServerTest() throws IOException {}

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
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--host",
            "127.0.0.1",
            "--port",
            "0");
    java.command().addAll(List.of(arguments));
    java.environment().put("MONGODB_URI", uri);
    Process process = java.start();
    processes.add(process);
    return process;
  }

  private static URI started(Process process) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = Objects.requireNonNullElse(out.readLine(), "");
    while (!line.isEmpty() && !STARTED.matcher(line).matches()) {
      line = Objects.requireNonNullElse(out.readLine(), "");
    }
    Matcher matcher = STARTED.matcher(line);
    assertThat(matcher.matches()).as("the line on start: %s", line).isTrue();
    return URI.create("ws://" + matcher.group(1) + "/");
  }

  @Test
  void whatIsSaidIsInMongoAndOutlivesTheServer() throws Exception {
    mongo.bind(address);
    Process first = server();
    Client ann = new Client(started(first));
    ann.join("Ann");
    ann.send("{\"type\":\"chat_message\",\"content\":\"kept in MongoDB\"}");
    ann.await("message_received");
    first.destroyForcibly().waitFor();

    Client bob = new Client(started(server("--mongo", uri)));
    bob.join("Bob");
    assertThat(bob.await("message_history")).contains("kept in MongoDB");
    try (MessageStore store = MongoStores.open(uri, false)) {
      assertThat(store.after(new Room("general"), 0, 10).messages()).hasSize(1);
    }
  }

  @Test
  void aServerThatIsToWaitStartsOnceMongoIsThere() throws Exception {
    Process process = server("--mongo-wait");
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
    // It says that it waits, in its log.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                (out.ready() && out.readLine().contains("Waiting"))
                    || (err.ready() && err.readLine().contains("Waiting")));
    mongo.bind(address);

    new Client(started(process)).join("Ann");
  }

  /** A client of the base protocol, as far as it is needed. */
  private static final class Client implements WebSocket.Listener {
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    Client(URI uri) {
      socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, this).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        frames.add(text.toString());
        text.setLength(0);
      }
      return WebSocket.Listener.super.onText(webSocket, data, last);
    }

    void join(String name) {
      send("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
      send("{\"type\":\"join_room\",\"room\":\"general\"}");
      await("room_users");
    }

    void send(String frame) {
      socket.sendText(frame, true).join();
    }

    String await(String type) {
      String field = "\"type\":\"" + type + "\"";
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> frames.stream().anyMatch(frame -> frame.contains(field)));
      return frames.stream().filter(frame -> frame.contains(field)).findFirst().orElseThrow();
    }
  }
}
