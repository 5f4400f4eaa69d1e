package dev.chatengine.examples.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A client that remembers all that it got. */
final class ChatClient implements WebSocket.Listener {
  /** More than a lease, and than a machine that is busy needs. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private final WebSocket socket;

  ChatClient(ServerNode node) {
    socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(node.webSocket(), this).join();
  }

  /** A client of the base protocol in a room. */
  static ChatClient member(ServerNode node, String name, String room) {
    ChatClient client = new ChatClient(node);
    client.send("{'type':'set_username','username':'" + name + "'}");
    client.send("{'type':'join_room','room':'" + room + "'}");
    client.await("room_users");
    return client;
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      frames.add(parse(text.toString()));
      text.setLength(0);
    }
    return WebSocket.Listener.super.onText(webSocket, data, last);
  }

  private static JsonNode parse(String frame) {
    try {
      return JSON.readTree(frame);
    } catch (JsonProcessingException e) {
      throw new AssertionError(frame, e);
    }
  }

  /** Sends a frame that is written with single quotes. */
  void send(String frame) {
    socket.sendText(frame.replace('\'', '"'), true).join();
  }

  void say(String content) {
    send("{'type':'chat_message','content':'" + content + "'}");
  }

  String id() {
    return await("connection").path("clientId").asText();
  }

  List<JsonNode> all(String type) {
    return frames.stream().filter(frame -> frame.path("type").asText().equals(type)).toList();
  }

  /** The contents of the room's messages, in the order in which they came. */
  List<String> messages() {
    return all("message_received").stream().map(frame -> frame.path("content").asText()).toList();
  }

  /** Waits for a frame of a type. */
  JsonNode await(String type) {
    return await(type, frame -> true);
  }

  JsonNode await(String type, Predicate<JsonNode> which) {
    Awaitility.await(type).atMost(PATIENCE).until(() -> all(type).stream().anyMatch(which));
    return all(type).stream().filter(which).findFirst().orElseThrow();
  }

  void awaitMessage(String content) {
    await("message_received", frame -> frame.path("content").asText().equals(content));
  }
}
