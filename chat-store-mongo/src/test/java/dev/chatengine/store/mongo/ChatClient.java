package dev.chatengine.store.mongo;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.chatengine.ChatEngine;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client without a network that waits for the answer to each request. */
final class ChatClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RecordingConnection connection;

  /** The number of frames before the one that the next request may wait for. */
  private int read;

  private ChatClient(RecordingConnection connection) {
    this.connection = connection;
  }

  static ChatClient connect(ChatEngine engine, String name) {
    RecordingConnection connection = RecordingConnection.connect(engine, ForkJoinPool.commonPool());
    connection.send("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
    return new ChatClient(connection);
  }

  ChatClient join(String room, Duration patience) {
    connection.send("{\"type\":\"join_room\",\"room\":\"" + room + "\"}");
    next("that it is in the room", patience, frame -> type(frame).equals("room_users"));
    return this;
  }

  /** Sends a message, and waits for it or for an error; gives whichever comes. */
  JsonNode say(String content, Duration patience) {
    connection.send("{\"type\":\"chat_message\",\"content\":\"" + content + "\"}");
    return next(
        "an answer to " + content,
        patience,
        frame -> type(frame).equals("error") || frame.path("content").asText().equals(content));
  }

  private JsonNode next(String what, Duration patience, Predicate<JsonNode> condition) {
    return await(what)
        .atMost(patience)
        .pollDelay(Duration.ZERO)
        .pollInterval(1, TimeUnit.MILLISECONDS)
        .until(() -> find(condition), frame -> !frame.isMissingNode());
  }

  private JsonNode find(Predicate<JsonNode> condition) {
    List<String> frames = connection.frames();
    while (read < frames.size()) {
      JsonNode frame = parse(frames.get(read++));
      if (condition.test(frame)) {
        return frame;
      }
    }
    return MissingNode.getInstance();
  }

  /** All frames in the order in which they came. */
  private List<JsonNode> frames() {
    return connection.frames().stream().map(ChatClient::parse).toList();
  }

  /** The types of all frames. */
  List<String> types() {
    return frames().stream().map(ChatClient::type).toList();
  }

  /** The frames of one type, in the order in which they came. */
  List<JsonNode> frames(String type) {
    return frames().stream().filter(frame -> type(frame).equals(type)).toList();
  }

  /** The values of a field of the messages that came, in their order. */
  List<String> received(String field) {
    return frames("message_received").stream().map(frame -> frame.path(field).asText()).toList();
  }

  static boolean isStoreUnavailable(JsonNode frame) {
    return frame.path("code").asText().equals("store_unavailable");
  }

  private static String type(JsonNode frame) {
    return frame.path("type").asText();
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
