package dev.chatengine.transport.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatengine.transport.ws.RawClient;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks the base protocol over a socket, and expects every frame of the server's by
 * name: one that is not expected fails the next expectation.
 */
final class ChatClient implements Closeable {
  /** Nothing that a client may send; its answer is the next frame if nothing else is on its way. */
  private static final String PROBE = "{\"type\":\"are you there?\"}";

  private static final JsonMapper JSON = new JsonMapper();

  private final RawClient raw;
  private final String id;
  private String username = "";

  private ChatClient(RawClient raw) {
    this.raw = raw;
    id = expect("connection", "message", "Connected to chat server").get("clientId").textValue();
  }

  /** A client that has been greeted. */
  static ChatClient connect(int port) {
    return new ChatClient(RawClient.connect(port));
  }

  RawClient raw() {
    return raw;
  }

  String id() {
    return id;
  }

  String username() {
    return username;
  }

  // ---- requests

  /** A frame of these fields: a name, its value, a name, its value … */
  static String frame(String type, @Nullable Object... fields) {
    ObjectNode frame = JSON.createObjectNode().put("type", type);
    for (int i = 0; i < fields.length; i += 2) {
      frame.set(String.valueOf(fields[i]), JSON.valueToTree(fields[i + 1]));
    }
    return frame.toString();
  }

  ChatClient send(String type, @Nullable Object... fields) {
    return sendText(frame(type, fields));
  }

  ChatClient sendText(String text) {
    raw.sendText(text);
    return this;
  }

  ChatClient sendBinary(byte[] bytes) {
    raw.send(RawClient.frame(RawClient.FIN | RawClient.BINARY, bytes));
    return this;
  }

  ChatClient say(String content) {
    return send("chat_message", "content", content);
  }

  ChatClient whisper(ChatClient target, String content) {
    return send("private_message", "targetId", target.id, "content", content);
  }

  // ---- requests with their answers

  ChatClient named(String name) {
    send("set_username", "username", name);
    expect("username_set", "username", name);
    username = name;
    return this;
  }

  /** Asks for a name that the server makes another of. */
  void takesName(String asked, String given) {
    send("set_username", "username", asked);
    expect("username_set", "username", given);
    username = given;
  }

  ChatClient joined(String room) {
    join(room);
    return this;
  }

  /** Joins a room, and reads the answers in their order. */
  Joined join(String room) {
    send("join_room", "room", room);
    return expectJoined();
  }

  Joined expectJoined() {
    String room = expect("room_joined").get("room").textValue();
    List<JsonNode> history = list(expect("message_history").get("messages"));
    return new Joined(room, history, list(expect("room_users").get("users")));
  }

  void leave(String room) {
    send("leave_room");
    expect("room_left", "room", room);
  }

  /** Closes the connection in the orderly way; what is still on its way is read and forgotten. */
  void closeOrderly() {
    raw.sendClose(1000);
    assertThat(raw.readToClose().closeCode()).isEqualTo(1000);
  }

  // ---- what comes

  JsonNode next() {
    String text = raw.readText();
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  /** The next frame, which is of that type and has these fields: a name, its value … */
  JsonNode expect(String type, @Nullable Object... fields) {
    JsonNode frame = next();
    assertThat(frame.path("type").textValue()).as("the type of %s", frame).isEqualTo(type);
    assertFields(frame, fields);
    return frame;
  }

  /** Asserts that a frame has these fields: a name, its value, a name, its value … */
  static void assertFields(JsonNode frame, @Nullable Object... fields) {
    for (int i = 0; i < fields.length; i += 2) {
      String name = String.valueOf(fields[i]);
      assertThat(frame.get(name))
          .as("%s of %s", name, frame)
          .isEqualTo(JSON.valueToTree(fields[i + 1]));
    }
  }

  JsonNode expectMessage(String content) {
    return expect("message_received", "content", content);
  }

  void expectJoining(ChatClient other) {
    expect("user_joined", "userId", other.id, "username", other.username);
  }

  void expectLeaving(ChatClient other) {
    expect("user_left", "userId", other.id, "username", other.username);
  }

  void expectTyping(ChatClient other, boolean isTyping) {
    expect(
        "typing_indicator", "userId", other.id, "username", other.username, "isTyping", isTyping);
  }

  void expectError(Failure failure) {
    expect("error", "code", failure.code(), "message", failure.message());
  }

  /** Proves that nothing is on its way: the answer to the next request is the next frame. */
  void expectNothing() {
    sendText(PROBE);
    expectError(Failure.unknownType("are you there?"));
  }

  // ---- what was read

  /** This client as rooms list it. */
  JsonNode asListed() {
    return JSON.createObjectNode().put("id", id).put("username", username);
  }

  static List<String> texts(List<JsonNode> messages) {
    return messages.stream().map(message -> message.get("content").textValue()).toList();
  }

  /** A time as the protocol writes it, and not far from now. */
  static Instant time(JsonNode frame) {
    String text = frame.get("timestamp").textValue();
    assertThat(text).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    Instant time = Instant.parse(text);
    assertThat(time).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    return time;
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> values = new ArrayList<>();
    array.forEach(values::add);
    return values;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    raw.close();
  }

  /** The three answers to a join. */
  record Joined(String room, List<JsonNode> history, List<JsonNode> users) {}
}
