package dev.chatengine.docs;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A client that says hello, is in one room, and comes back with its session. */
final class ProxiedClient {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI address;
  private final List<Long> seen = new ArrayList<>();
  private Connection connection;
  private String token = "";
  private String epoch = "0";

  ProxiedClient(HttpClient http, URI address) {
    this.http = http;
    this.address = address;
    connection = connect();
  }

  private Connection connect() {
    Connection connected = new Connection();
    connected.socket = http.newWebSocketBuilder().buildAsync(address, connected).join();
    return connected;
  }

  /** Says hello, takes a name, and joins the room. */
  ProxiedClient join(String name, String room) {
    historyOf(room, name);
    next("room_users");
    return this;
  }

  /** Joins a room as {@link #join} does, and returns the frame with its history. */
  JsonNode historyOf(String room, String name) {
    send("{'type':'hello','version':1}");
    token = next("welcome").path("resumeToken").asText();
    send("{'type':'set_username','username':'" + name + "'}");
    send("{'type':'join_room','room':'" + room + "'}");
    return next("message_history");
  }

  void say(String content) {
    send("{'type':'chat_message','content':'" + content + "'}");
  }

  private void send(String frame) {
    WebSocket socket = connection.socket;
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    socket.sendText(frame.replace('\'', '"'), true).join();
  }

  /** Waits for the next frame of a type; those before it are noted. */
  JsonNode next(String type) {
    while (true) {
      JsonNode frame = poll();
      if (frame == null) {
        throw new AssertionError("no frame of the type " + type);
      }
      note(frame);
      if (frame.path("type").asText().equals(type)) {
        return frame;
      }
    }
  }

  private @Nullable JsonNode poll() {
    try {
      return connection.frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for a message of the room. */
  void awaitMessage(String content) {
    JsonNode frame = next("message_received");
    while (!frame.path("content").asText().equals(content)) {
      frame = next("message_received");
    }
  }

  private void note(JsonNode frame) {
    switch (frame.path("type").asText()) {
      case "room_joined" -> epoch = frame.path("epoch").asText();
      case "message_received" -> seen.add(frame.path("seq").asLong());
      case "message_history" ->
          frame.path("messages").forEach(message -> seen.add(message.path("seq").asLong()));
      default -> {
        // Nothing to remember.
      }
    }
  }

  /** The numbers of the messages that it got, in the order in which they came. */
  List<Long> seen() {
    return seen;
  }

  /** By which code the connection was closed; 0 while it is open. */
  int closeCode() {
    return connection.closeCode;
  }

  int pings() {
    return connection.pings.get();
  }

  /** Reads what the lost connection still brought, and comes back by the session's token. */
  boolean comeBack(String room) {
    connection.frames.forEach(this::note);
    // The proxy may have nowhere to go yet.
    await("a connection").atMost(PATIENCE).ignoreExceptions().until(this::reconnect);
    long last = seen.isEmpty() ? 0 : seen.get(seen.size() - 1);
    send(
        "{'type':'hello','version':1,'resume':'%s','rooms':{'%s':{'epoch':'%s','seq':%d}}}"
            .formatted(token, room, epoch, last));
    JsonNode welcome = next("welcome");
    token = welcome.path("resumeToken").asText();
    next("room_users");
    return welcome.path("resumed").asBoolean();
  }

  private boolean reconnect() {
    connection = connect();
    return true;
  }

  void close() {
    WebSocket socket = connection.socket;
    if (socket != null) {
      socket.abort();
    }
  }

  /** One connection, and what came over it and was not read yet. */
  private static final class Connection implements WebSocket.Listener {
    final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    final AtomicInteger pings = new AtomicInteger();
    volatile int closeCode;
    private final StringBuilder text = new StringBuilder();
    volatile @Nullable WebSocket socket;

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        frames.add(parse(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private static JsonNode parse(String frame) {
      try {
        return JSON.readTree(frame);
      } catch (JsonProcessingException e) {
        throw new AssertionError(frame, e);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      pings.incrementAndGet();
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closeCode = code;
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closeCode = 1006;
    }
  }
}
