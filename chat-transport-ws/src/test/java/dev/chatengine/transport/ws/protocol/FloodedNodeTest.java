package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chatengine.ChatEngine;
import dev.chatengine.memory.MemoryRateLimiter;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node that 50 connections flood by every means, and 50 others who go on talking in one room. No
 * permit comes back while the test runs, so it does not depend on how fast the machine is.
 */
@Timeout(180)
class FloodedNodeTest {
  private static final String ROOM = "tea";
  private static final int HONEST = 50;
  private static final int MESSAGES = 20;

  /** What a connection may send; an honest one sends a name, a join and its messages. */
  private static final int FRAMES = 60;

  /** How many connections there may be from the one address of all: the flooders' are used up. */
  private static final int CONNECTS = 150;

  /** How often a flooder tries again; more would use up the machine's ports. */
  private static final int TRIES = 100;

  private static final JsonMapper JSON = new JsonMapper();
  private static final String HALF_A_REQUEST = "GET / HTTP/1.1\r\nHost: te";

  private final ChatEngine engine =
      ChatEngine.builder()
          .connectionRate(atOnce(FRAMES))
          .rateLimiter(
              MemoryRateLimiter.builder()
                  .limit(RateAction.CONNECT, atOnce(CONNECTS))
                  .nanoClock(() -> 0)
                  .build())
          .build();
  private final WebSocketTransport transport =
      WebSocketTransport.builder(engine)
          .bindAddress("127.0.0.1")
          .controlFrames(atOnce(100))
          .handshakeTimeout(Duration.ofSeconds(2))
          .start();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch flooded = new CountDownLatch(50);
  private volatile boolean ended;

  private static RateLimit atOnce(int permits) {
    return new RateLimit(permits, Duration.ofDays(1));
  }

  @AfterEach
  void close() {
    ended = true;
    engine.close(Duration.ZERO);
    transport.stop(Duration.ofSeconds(5));
    threads.shutdownNow();
  }

  @Test
  void whoeverKeepsToTheLimitsIsNotDisturbed() throws Exception {
    List<Honest> honest = IntStream.range(0, HONEST).mapToObj(Honest::new).toList();
    List<Flooder> flooders = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      flooders.add(new FrameFlooder("flooder" + i, FloodedNodeTest::validFrame));
    }
    for (int i = 20; i < 30; i++) {
      flooders.add(new FrameFlooder("flooder" + i, number -> "{\"type\":" + number));
    }
    for (int i = 0; i < 10; i++) {
      flooders.add(new PingFlooder());
      flooders.add(new HalfOpenFlooder());
    }
    List<Future<?>> floods = new ArrayList<>();
    flooders.forEach(flooder -> floods.add(threads.submit(flooder)));

    assertThat(flooded.await(60, TimeUnit.SECONDS)).as("all are flooding").isTrue();
    List<Future<List<String>>> talks = new ArrayList<>();
    honest.forEach(client -> talks.add(threads.submit(client::talk)));
    List<List<String>> heard = new ArrayList<>();
    for (Future<List<String>> talk : talks) {
      heard.add(talk.get(100, TimeUnit.SECONDS));
    }
    ended = true;
    for (Future<?> flood : floods) {
      flood.get(60, TimeUnit.SECONDS);
    }

    assertThat(heard.get(0)).hasSize(HONEST * MESSAGES).doesNotHaveDuplicates();
    for (int i = 0; i < HONEST; i++) {
      String sender = "honest" + i + " ";
      assertThat(heard.get(0).stream().filter(text -> text.startsWith(sender)))
          .containsExactlyElementsOf(
              IntStream.range(0, MESSAGES).mapToObj(number -> sender + number).toList());
      assertThat(heard.get(i)).as("all hear the same in the same order").isEqualTo(heard.get(0));
    }
    flooders.forEach(Flooder::assertStopped);
  }

  private static String validFrame(int number) {
    return number % 6 == 0
        ? "{\"type\":\"chat_message\",\"content\":\"flood " + number + "\"}"
        : "{\"type\":\"typing_start\"}";
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(text, e);
    }
  }

  private static void join(RawClient client, String name) {
    client.sendText("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
    client.sendText("{\"type\":\"join_room\",\"room\":\"" + ROOM + "\"}");
  }

  /** Says its messages, each when it has heard the one before, and hears those of all. */
  private final class Honest {
    private final String name;
    private final RawClient client = RawClient.connect(transport.port());

    Honest(int number) {
      name = "honest" + number;
      join(client, name);
      while (!json(client.readText()).path("type").asText().equals("room_users")) {
        // What comes before.
      }
    }

    private void say(int number) {
      client.sendText("{\"type\":\"chat_message\",\"content\":\"" + name + " " + number + "\"}");
    }

    List<String> talk() {
      List<String> heard = new ArrayList<>();
      int said = 0;
      say(said);
      while (heard.size() < HONEST * MESSAGES) {
        String text = client.readText();
        if (text.contains("\"typing_indicator\"")) {
          continue;
        }
        JsonNode frame = json(text);
        String type = frame.path("type").asText();
        assertThat(type).as(name + " was told %s", frame).isNotEqualTo("error");
        String content = frame.path("content").asText();
        if (type.equals("message_received") && content.startsWith("honest")) {
          heard.add(content);
          if (content.equals(name + " " + said) && ++said < MESSAGES) {
            say(said);
          }
        }
      }
      return heard;
    }
  }

  /** Floods until all has been said, over one connection after the other. */
  private abstract class Flooder implements Runnable {
    /** The first one is there before anybody floods. */
    private RawClient client = RawClient.open(transport.port());

    @Override
    public final void run() {
      for (int tries = 0; tries < TRIES && !ended; tries++) {
        try (RawClient flooding = client) {
          flood(flooding);
        }
        client = RawClient.open(transport.port());
      }
      client.close();
    }

    /** Floods until the server ends the connection; throws nothing for that. */
    abstract void flood(RawClient client);

    abstract void assertStopped();

    private final AtomicInteger closedAsFlooding = new AtomicInteger();

    /** Reads until the server closes the connection, which it must do for flooding. */
    void readUntilClosed(RawClient client) {
      try {
        assertThat(client.readToClose().closeCode()).isEqualTo(4029);
        closedAsFlooding.incrementAndGet();
        client.close();
      } catch (UncheckedIOException e) {
        // Reset, since it went on sending; it may not have read why.
      }
    }

    void assertClosedAsFlooding() {
      assertThat(closedAsFlooding.get()).as("closed with 4029").isPositive();
    }

    /** Whether it was let in; it is not once all connects are used up. */
    boolean upgrade(RawClient client) {
      try {
        client.send(RawClient.upgradeRequest("/"));
        String head = client.readHead();
        if (head.startsWith("HTTP/1.1 101 ")) {
          return true;
        }
        assertThat(head).startsWith("HTTP/1.1 429 ").contains("Retry-After: ");
      } catch (UncheckedIOException e) {
        // It took too long: there is much to do.
      }
      return false;
    }

    /** Sends the same again and again, until the server has had enough. */
    void sendOn(RawClient client, byte[] bytes) {
      try {
        while (true) {
          client.send(bytes);
        }
      } catch (UncheckedIOException e) {
        // That is the end.
      }
    }
  }

  /** Makes of a number the frame of that number. */
  private interface Frames {
    String frame(int number);
  }

  /** Sends frames that the engine sees. */
  private final class FrameFlooder extends Flooder {
    private final String name;
    private final Frames frames;
    private volatile boolean toldToWait;

    FrameFlooder(String name, Frames frames) {
      this.name = name;
      this.frames = frames;
    }

    @Override
    void flood(RawClient client) {
      if (!upgrade(client)) {
        return;
      }
      join(client, name);
      for (int i = 0; i <= FRAMES; i++) {
        client.sendText(frames.frame(i));
      }
      readUntilToldToWait(client);
      flooded.countDown();
      byte[][] many = new byte[50][];
      for (int i = 0; i < many.length; i++) {
        many[i] = RawClient.frame(0x81, frames.frame(i).getBytes(StandardCharsets.US_ASCII));
      }
      Future<?> reader = threads.submit(() -> readUntilClosed(client));
      sendOn(client, RawClient.join(many));
      join(reader);
    }

    private void readUntilToldToWait(RawClient client) {
      while (true) {
        JsonNode frame = json(client.readText());
        if (frame.path("code").asText().equals("rate_limited")) {
          assertThat(frame.path("retryAfterMs").asLong()).isPositive();
          toldToWait = true;
          return;
        }
      }
    }

    @Override
    void assertStopped() {
      assertThat(toldToWait).as("told to wait").isTrue();
      assertClosedAsFlooding();
    }
  }

  /** Sends what the engine does not see. */
  private final class PingFlooder extends Flooder {
    @Override
    void flood(RawClient client) {
      if (!upgrade(client)) {
        return;
      }
      client.send(RawClient.times(200, RawClient.frame(0x89, new byte[0])));
      flooded.countDown();
      readUntilClosed(client);
    }

    @Override
    void assertStopped() {
      assertClosedAsFlooding();
    }
  }

  /** Never finishes its request. */
  private final class HalfOpenFlooder extends Flooder {
    private final AtomicInteger cut = new AtomicInteger();

    @Override
    void flood(RawClient client) {
      client.send(HALF_A_REQUEST);
      flooded.countDown();
      client.readEnd();
      cut.incrementAndGet();
    }

    @Override
    void assertStopped() {
      assertThat(cut.get()).as("cut").isPositive();
    }
  }

  private static void join(Future<?> task) {
    try {
      task.get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
