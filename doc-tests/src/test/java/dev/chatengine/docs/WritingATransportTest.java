package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.ChatEngine;
import dev.chatengine.model.User;
import dev.chatengine.spi.RateLimit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The transport of docs/writing-a-transport.md keeps what the page says. */
@Timeout(120)
class WritingATransportTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Some messages that fit into a queue, and many times what sockets and queue hold. */
  private static final int BATCH = 200;

  private static final int MAX_ROUNDS = 500;
  private static final int JOINS = 20;

  private final ChatEngine engine =
      ChatEngine.builder().connectionRate(RateLimit.UNLIMITED).historyOnJoin(1_000).build();
  private final URLClassLoader page;
  private final AutoCloseable transport;
  private final int port;

  WritingATransportTest(@TempDir Path folder) throws ReflectiveOperationException, IOException {
    Path file = Repository.ROOT.resolve("docs/writing-a-transport.md");
    assertThat(JavaCode.complaints(Page.read(file).code("java"), folder)).isEmpty();
    page = new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    Class<?> type = page.loadClass("LineTransport");
    transport =
        (AutoCloseable) type.getConstructor(ChatEngine.class, int.class).newInstance(engine, 0);
    port = (int) type.getMethod("port").invoke(transport);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    engine.close();
    transport.close();
    page.close();
    await().atMost(PATIENCE).until(() -> threads().isEmpty());
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("lines-"))
        .collect(Collectors.toSet());
  }

  @Test
  void clientsChat() throws IOException {
    Client ann = new Client().join("ann");
    Client bob = new Client().join("bob");

    ann.send("{'type':'chat_message','content':'hello'}");
    assertThat(bob.until("message_received")).contains("hello", "ann");
  }

  @Test
  void whoSlowlyCatchesUpGetsAll() throws IOException {
    String content = "x".repeat(1_000);
    for (int i = 0; i < 1_000; i++) {
      engine.post("tea", User.system(), content).toCompletableFuture().join();
    }
    Client slow = new Client();
    slow.send("{'type':'hello','version':1}");
    slow.send("{'type':'set_username','username':'slow'}");
    for (int i = 0; i < JOINS; i++) {
      // Each brings a history that is more than a quarter of the bound.
      slow.send("{'type':'join_room','room':'tea','keep':true}");
      slow.send("{'type':'leave_room','room':'tea'}");
    }
    for (int i = 0; i < JOINS; i++) {
      slow.until("message_history");
      slow.until("room_left");
    }
  }

  @Test
  void whoDoesNotReadIsClosedAndTheOthersAreNot() throws IOException {
    Client reading = new Client().join("reading");
    Client stuck = new Client().join("stuck");
    reading.until("user_joined");
    String content = "x".repeat(1_000);

    boolean left = false;
    for (int round = 0; !left && round < MAX_ROUNDS; round++) {
      for (int i = 0; i < BATCH; i++) {
        engine.post("tea", User.system(), round + "." + i + " " + content);
      }
      left = reading.readTo(round + "." + (BATCH - 1) + " ", "\"user_left\"");
    }
    assertThat(left).as("the one who does not read is seen to leave").isTrue();
    assertThat(engine.stats().slowConsumersClosed()).isEqualTo(1);
    assertThat(stuck.isEnded()).isTrue();
  }

  @Test
  void whoIsRemovedIsToldWhatWasQueuedAndThenClosed() throws IOException {
    Client ann = new Client();
    String id = ann.until("connection").replaceFirst(".*\"clientId\":\"([^\"]*)\".*", "$1");
    ann.join("ann");

    assertThat(engine.disconnect(id, "bye").toCompletableFuture().join()).isEqualTo(1);
    assertThat(ann.isEnded()).isTrue();
    await().atMost(PATIENCE).until(() -> engine.stats().connections() == 0);
  }

  @Test
  void aConnectionThatIsCutIsNoticed() throws IOException {
    Client ann = new Client().join("ann");
    Client bob = new Client().join("bob");
    ann.until("user_joined");

    bob.socket.setSoLinger(true, 0);
    bob.socket.close();
    assertThat(ann.until("user_left")).contains("bob");
  }

  /** A client that reads only when it is asked to. */
  private final class Client {
    final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

    Client() throws IOException {
      socket.setSoTimeout((int) PATIENCE.toMillis());
    }

    void send(String frame) throws IOException {
      socket
          .getOutputStream()
          .write((frame.replace('\'', '"') + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Client join(String name) throws IOException {
      send("{'type':'set_username','username':'" + name + "'}");
      send("{'type':'join_room','room':'tea'}");
      until("room_users");
      return this;
    }

    /** Reads on to a frame of a type. */
    String until(String type) throws IOException {
      String line = in.readLine();
      while (line != null && !line.contains("\"type\":\"" + type + "\"")) {
        line = in.readLine();
      }
      assertThat(line).as("a frame of the type %s", type).isNotNull();
      return String.valueOf(line);
    }

    /** Reads on to a line with a text; whether another text came on the way. */
    boolean readTo(String end, String other) throws IOException {
      boolean found = false;
      String line = in.readLine();
      while (line != null && !line.contains(end)) {
        found |= line.contains(other);
        line = in.readLine();
      }
      assertThat(line).as("a line with %s", end).isNotNull();
      return found;
    }

    /** Reads what is left; true once the server's end has come. */
    boolean isEnded() throws IOException {
      try {
        String line = in.readLine();
        while (line != null) {
          line = in.readLine();
        }
      } catch (SocketException e) {
        // Reset, as a part of what was under way was dropped.
      }
      return true;
    }
  }
}
