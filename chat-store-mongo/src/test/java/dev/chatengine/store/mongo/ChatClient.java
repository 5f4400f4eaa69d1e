package dev.chatengine.store.mongo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatengine.ChatEngine;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A client without a network that keeps what it is sent, and waits for the answer to what it says.
 */
final class ChatClient implements ClientConnection {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> frames = new ArrayList<>();
  private final CompletableFuture<ClientSession> session = new CompletableFuture<>();

  /** How far it was read by whoever waits. */
  private int read;

  private ChatClient() {}

  static ChatClient connect(ChatEngine engine, String name) {
    ChatClient client = new ChatClient();
    client.session.complete(engine.connect(ConnectionRequest.builder("127.0.0.1").build(), client));
    client.send("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
    return client;
  }

  ChatClient join(String room, Duration patience) {
    send("{\"type\":\"join_room\",\"room\":\"" + room + "\"}");
    await("that it is in the room", patience, frame -> type(frame).equals("room_users"));
    return this;
  }

  /** Says something, and waits for it or for an error; gives whichever it is. */
  JsonNode say(String content, Duration patience) {
    send("{\"type\":\"chat_message\",\"content\":\"" + content + "\"}");
    return await(
        "an answer to " + content,
        patience,
        frame -> type(frame).equals("error") || frame.path("content").asText().equals(content));
  }

  private void send(String json) {
    session.join().receive(StandardCharsets.UTF_8.encode(json));
  }

  private synchronized JsonNode await(
      String what, Duration patience, Predicate<JsonNode> condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      for (; read < frames.size(); read++) {
        if (condition.test(frames.get(read))) {
          return frames.get(read++);
        }
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("no sign of " + what + " within " + patience);
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted while it waited for " + what, e);
      }
    }
  }

  /** The types of all that it was sent. */
  synchronized List<String> types() {
    return frames.stream().map(ChatClient::type).toList();
  }

  /** The frames of one type that it was sent, in the order in which they came. */
  synchronized List<JsonNode> frames(String type) {
    return frames.stream().filter(frame -> type(frame).equals(type)).toList();
  }

  /** The ids of the messages that it was sent, in the order in which they came. */
  List<String> messageIds() {
    return frames("message_received").stream().map(frame -> frame.path("id").asText()).toList();
  }

  /** The contents of the messages that it was sent, in the order in which they came. */
  List<String> contents() {
    return frames("message_received").stream()
        .map(frame -> frame.path("content").asText())
        .toList();
  }

  static boolean isStoreUnavailable(JsonNode frame) {
    return frame.path("code").asText().equals("store_unavailable");
  }

  private static String type(JsonNode frame) {
    return frame.path("type").asText();
  }

  @Override
  public synchronized void enqueue(OutboundFrame frame) {
    try {
      frames.add(JSON.readTree(StandardCharsets.UTF_8.decode(frame.payload()).toString()));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
    notifyAll();
  }

  @Override
  public void flush() {}

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public void close(CloseCode code, String reason) {
    ForkJoinPool.commonPool().execute(() -> session.join().closed(code.code()));
  }
}
