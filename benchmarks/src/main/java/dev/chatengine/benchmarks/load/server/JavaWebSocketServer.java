package dev.chatengine.benchmarks.load.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;
import org.jspecify.annotations.Nullable;

/**
 * The server to compare with: names, rooms and messages of the base protocol, written directly on
 * Java-WebSocket and Jackson, like an application that needs no more. Rooms and the last 50
 * messages of each are kept in memory.
 */
final class JavaWebSocketServer extends WebSocketServer {
  private static final int HISTORY = 50;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, WebSocket> names = new ConcurrentHashMap<>();
  private final Map<String, ChatRoom> rooms = new ConcurrentHashMap<>();
  private final CountDownLatch started = new CountDownLatch(1);

  private JavaWebSocketServer() {
    super(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    setReuseAddr(true);
    setTcpNoDelay(true);
    setConnectionLostTimeout(0);
    setMaxPendingConnections(1024);
  }

  /**
   * Serves until standard input ends.
   *
   * @param arguments none
   * @throws Exception if it cannot listen
   */
  public static void main(String[] arguments) throws Exception {
    JavaWebSocketServer server = new JavaWebSocketServer();
    server.start();
    server.started.await();
    ServerProcess.serve(server.getPort());
    server.stop();
  }

  /** A connected client. */
  private static final class Client {
    final String id = UUID.randomUUID().toString();
    volatile @Nullable String name;
    volatile @Nullable String room;
  }

  /** The members of a room and its last messages. */
  private static final class ChatRoom {
    final Set<WebSocket> members = ConcurrentHashMap.newKeySet();
    final Deque<ObjectNode> history = new ArrayDeque<>();
  }

  @Override
  public void onStart() {
    started.countDown();
  }

  @Override
  public void onOpen(WebSocket socket, ClientHandshake handshake) {
    Client client = new Client();
    socket.setAttachment(client);
    socket.send(text(frame("connection").put("clientId", client.id).put("message", "Connected")));
  }

  @Override
  public void onMessage(WebSocket socket, String message) {
    Client client = socket.getAttachment();
    JsonNode frame;
    try {
      frame = JSON.readTree(message);
    } catch (JsonProcessingException e) {
      error(socket, "Invalid JSON format");
      return;
    }
    switch (frame.path("type").asText()) {
      case "set_username" -> setUsername(socket, client, field(frame, "username", 20));
      case "join_room" -> join(socket, client, field(frame, "room", 30).toLowerCase(Locale.ROOT));
      case "leave_room" -> leave(socket, client);
      case "chat_message" -> chatMessage(socket, client, field(frame, "content", 1000));
      default -> error(socket, "Unknown message type: " + frame.path("type").asText());
    }
  }

  private static String field(JsonNode frame, String name, int length) {
    String text = frame.path(name).asText().trim();
    return text.length() > length ? text.substring(0, length) : text;
  }

  private void setUsername(WebSocket socket, Client client, String name) {
    if (name.length() < 2) {
      error(socket, "Username must be at least 2 characters");
      return;
    }
    WebSocket holder = names.putIfAbsent(name, socket);
    if (holder != null && holder != socket) {
      error(socket, "Username is already taken");
      return;
    }
    String before = client.name;
    if (before != null && !before.equals(name)) {
      names.remove(before);
    }
    client.name = name;
    socket.send(text(frame("username_set").put("username", name)));
  }

  private void join(WebSocket socket, Client client, String name) {
    if (client.name == null) {
      error(socket, "Please set a username first");
      return;
    }
    if (name.isEmpty()) {
      error(socket, "Room name is required");
      return;
    }
    if (client.room != null) {
      leave(socket, client);
    }
    ChatRoom room = rooms.computeIfAbsent(name, n -> new ChatRoom());
    room.members.add(socket);
    client.room = name;
    socket.send(text(frame("room_joined").put("room", name)));
    ObjectNode history = frame("message_history");
    ArrayNode messages = history.putArray("messages");
    synchronized (room.history) {
      messages.addAll(room.history);
    }
    socket.send(text(history));
    ObjectNode present = frame("room_users");
    ArrayNode users = present.putArray("users");
    for (WebSocket member : room.members) {
      Client other = member.getAttachment();
      users.addObject().put("id", other.id).put("username", other.name);
    }
    socket.send(text(present));
    toOthers(room, socket, membership("user_joined", client));
  }

  private void leave(WebSocket socket, Client client) {
    String name = client.room;
    ChatRoom room = name == null ? null : rooms.get(name);
    if (room == null) {
      return;
    }
    client.room = null;
    room.members.remove(socket);
    toOthers(room, socket, membership("user_left", client));
    if (socket.isOpen()) {
      socket.send(text(frame("room_left").put("room", name)));
    }
  }

  private static ObjectNode membership(String type, Client client) {
    return frame(type).put("username", client.name).put("userId", client.id);
  }

  private void chatMessage(WebSocket socket, Client client, String content) {
    String name = client.room;
    ChatRoom room = name == null ? null : rooms.get(name);
    if (room == null) {
      error(socket, "Please join a room first");
      return;
    }
    if (content.isEmpty()) {
      return;
    }
    ObjectNode message =
        frame("message_received")
            .put("id", UUID.randomUUID().toString())
            .put("room", name)
            .put("userId", client.id)
            .put("username", client.name)
            .put("content", content)
            .put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    synchronized (room.history) {
      room.history.add(message);
      if (room.history.size() > HISTORY) {
        room.history.remove();
      }
    }
    broadcast(text(message), room.members);
  }

  private void toOthers(ChatRoom room, WebSocket but, ObjectNode frame) {
    Collection<WebSocket> others = room.members.stream().filter(member -> member != but).toList();
    broadcast(text(frame), others);
  }

  private static ObjectNode frame(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  private static String text(ObjectNode frame) {
    try {
      return JSON.writeValueAsString(frame);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void error(WebSocket socket, String message) {
    socket.send(text(frame("error").put("message", message)));
  }

  @Override
  public void onClose(WebSocket socket, int code, String reason, boolean remote) {
    Client client = socket.getAttachment();
    if (client != null) {
      leave(socket, client);
      String name = client.name;
      if (name != null) {
        names.remove(name);
      }
    }
  }

  @Override
  public void onError(@Nullable WebSocket socket, Exception e) {
    if (socket == null) {
      throw new IllegalStateException("the server has failed", e);
    }
  }
}
