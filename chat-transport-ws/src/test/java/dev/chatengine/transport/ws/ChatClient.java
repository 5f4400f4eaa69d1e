package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Speaks the base protocol over a socket, and expects the next frame to be a certain one. */
final class ChatClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final RawClient raw;
  final String id;
  private String name = "";

  private ChatClient(RawClient raw) {
    this.raw = raw;
    JsonNode greeting = next();
    assertThat(greeting.path("type").asText()).isEqualTo("connection");
    assertThat(greeting.path("message").asText()).isEqualTo("Connected to chat server");
    id = greeting.path("clientId").asText();
    assertThat(id).isNotEmpty();
  }

  static ChatClient guest(WebSocketTransport transport) {
    return new ChatClient(RawClient.connect(transport.port()));
  }

  static ChatClient user(WebSocketTransport transport, String name) {
    ChatClient client = guest(transport);
    client.setName(name);
    return client;
  }

  static ChatClient member(WebSocketTransport transport, String name, String room) {
    ChatClient client = user(transport, name);
    client.join(room);
    return client;
  }

  String name() {
    return name;
  }

  void setName(String wanted) {
    send("set_username", "username", wanted);
    expect("username_set", "username", wanted);
    name = wanted;
  }

  /** Joins, and gives the three answers: room_joined, message_history, room_users. */
  JsonNode[] join(String room) {
    send("join_room", "room", room);
    return new JsonNode[] {expect("room_joined"), expect("message_history"), expect("room_users")};
  }

  void say(String content) {
    send("chat_message", "content", content);
  }

  /** A frame of a type and fields; values are text, or anything that Jackson can write. */
  void send(String type, Object... fields) {
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("type", type);
    for (int i = 0; i < fields.length; i += 2) {
      frame.put((String) fields[i], fields[i + 1]);
    }
    try {
      raw.sendText(JSON.writeValueAsString(frame));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** The next frame of the server's. */
  JsonNode next() {
    String text = raw.readText();
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  /** The next frame, which is to be of that type and to have these fields. */
  JsonNode expect(String type, Object... fields) {
    JsonNode frame = next();
    assertThat(frame.path("type").asText()).as("the type of %s", frame).isEqualTo(type);
    for (int i = 0; i < fields.length; i += 2) {
      JsonNode expected = JSON.valueToTree(fields[i + 1]);
      assertThat(frame.get((String) fields[i]))
          .as("%s of %s", fields[i], frame)
          .isEqualTo(expected);
    }
    return frame;
  }

  void expectError(String code, String message) {
    expect("error", "message", message, "code", code);
  }

  /**
   * Proves that nothing has come since the last frame that was read, and that the connection works:
   * the next frame is the answer to a request whose answer goes to nobody else.
   */
  void expectSilence() {
    send("private_message", "targetId", "nobody", "content", "x");
    if (name.isEmpty()) {
      expectError("username_required", "Please set a username first");
    } else {
      expectError("user_not_found", "User not found");
    }
  }

  @Override
  public void close() {
    raw.close();
  }
}
