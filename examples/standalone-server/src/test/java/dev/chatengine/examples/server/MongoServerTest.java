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
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own, with its messages in MongoDB. */
@Timeout(120)
class MongoServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern STARTED =
      Pattern.compile("Chat server listening on http://(\\S+:[0-9]+)/ .*");

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
    ann.say("kept in MongoDB");
    first.destroyForcibly().waitFor();

    Client bob = new Client(started(server("--mongo", uri)));
    bob.join("Bob");
    assertThat(bob.await("message_history")).contains("kept in MongoDB");
    try (MessageStore store = MongoStores.open(uri, Duration.ofDays(7), false)) {
      assertThat(store.after(new Room("general"), 0, 10).messages()).hasSize(1);
    }
  }

  @Test
  void aServerThatIsToWaitStartsOnceMongoIsThere() throws Exception {
    Process process = server("--mongo-wait");
    awaitThatItWaits(process);
    mongo.bind(address);

    new Client(started(process)).join("Ann");
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
    URI server = started(server("--mongo", uri));
    Client ann = new Client(server);
    ann.join("Ann");
    Client bob = new Client(server);
    bob.join("Bob");
    ann.say("before");
    bob.await("message_received", "before");

    mongo.shutdownNow();
    ann.send("{\"type\":\"chat_message\",\"content\":\"lost\"}");
    ann.await("error", "store_unavailable");
    Client carol = new Client(server);
    carol.join("Carol");
    assertThat(carol.await("error", "store_unavailable")).contains("istory");
    assertThat(carol.await("message_history")).contains("\"messages\":[]");
    assertThat(bob.contents()).containsExactly("before");

    mongo = newMongo();
    mongo.bind(address);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              long errors = ann.count("error");
              ann.send("{\"type\":\"chat_message\",\"content\":\"after\"}");
              Awaitility.await()
                  .atMost(PATIENCE)
                  .until(() -> ann.count("error") > errors || ann.contents().contains("after"));
              return ann.contents().contains("after");
            });
    for (Client client : List.of(bob, carol)) {
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

    void say(String content) {
      send("{\"type\":\"chat_message\",\"content\":\"" + content + "\"}");
      await("message_received", content);
    }

    String await(String type) {
      return await(type, "");
    }

    /** The first frame of a type that contains a text. */
    String await(String type, String text) {
      Awaitility.await().atMost(PATIENCE).until(() -> ofType(type).anyMatch(has(text)));
      return ofType(type).filter(has(text)).findFirst().orElseThrow();
    }

    private static Predicate<String> has(String text) {
      return frame -> frame.contains(text);
    }

    private Stream<String> ofType(String type) {
      return frames.stream().filter(has("\"type\":\"" + type + "\""));
    }

    long count(String type) {
      return ofType(type).count();
    }

    /** What it was told to have been said, in the order in which it came. */
    List<String> contents() {
      return ofType("message_received")
          .map(frame -> frame.replaceFirst(".*\"content\":\"([^\"]*)\".*", "$1"))
          .toList();
    }
  }
}
