package dev.chatengine.bus.redis.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.testkit.RecordingConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client that checks every number, and every coming and going. Its methods read what has come
 * first. Safe for all threads.
 */
final class CheckedClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  final String name;
  final RedisNode node;
  private final Evidence evidence;
  private final RecordingConnection connection;

  private @Nullable String id;
  private @Nullable String username;
  private @Nullable String room;
  private long lastSeq;
  private final Set<String> members = new HashSet<>();
  private final Map<String, Integer> joins = new HashMap<>();
  private final Map<String, Integer> leaves = new HashMap<>();
  private final Set<String> said = new HashSet<>();
  private final Set<String> seen = new HashSet<>();
  private final List<String> whispers = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  /** A guest if there is no user. */
  CheckedClient(String name, RedisNode node, @Nullable String user, Evidence evidence) {
    this.name = name;
    this.node = node;
    this.evidence = evidence;
    connection =
        RecordingConnection.connect(
            node.engine, ConnectionRequest.builder("127.0.0.1").token(user).build(), Runnable::run);
  }

  // ---- what it does

  private void send(String type, String... fields) {
    Map<String, String> frame = new HashMap<>();
    frame.put("type", type);
    for (int i = 0; i < fields.length; i += 2) {
      frame.put(fields[i], fields[i + 1]);
    }
    try {
      connection.send(JSON.writeValueAsString(frame));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  void setName(String wanted) {
    send("set_username", "username", wanted);
  }

  void join(String wanted) {
    send("join_room", "room", wanted);
  }

  void leave() {
    send("leave_room");
  }

  synchronized String say() {
    String content = name + " says " + (said.size() + 1);
    said.add(content);
    send("chat_message", "content", content);
    return content;
  }

  void whisper(String targetId, String content) {
    send("private_message", "targetId", targetId, "content", content);
  }

  void disconnect() {
    connection.disconnect();
  }

  // ---- what it knows

  boolean isConnected() {
    return !connection.isClosed();
  }

  synchronized @Nullable String id() {
    follow();
    return id;
  }

  /** The name that it was told it has. */
  synchronized @Nullable String username() {
    follow();
    return username;
  }

  synchronized @Nullable String room() {
    follow();
    return room;
  }

  synchronized long lastSeq() {
    follow();
    return lastSeq;
  }

  /** The ids of those who are in its room, itself included. */
  synchronized Set<String> members() {
    follow();
    return Set.copyOf(members);
  }

  /** How often it was told that a user came. */
  synchronized int joinsOf(String userId) {
    follow();
    return joins.getOrDefault(userId, 0);
  }

  /** How often it was told that a user left. */
  synchronized int leavesOf(String userId) {
    follow();
    return leaves.getOrDefault(userId, 0);
  }

  /** Forgets who has come and gone so far. */
  synchronized void forgetComingAndGoing() {
    follow();
    joins.clear();
    leaves.clear();
  }

  synchronized boolean hasSeen(String content) {
    follow();
    return seen.contains(content);
  }

  /** What it said and saw itself say: so it is kept. */
  synchronized Set<String> delivered() {
    follow();
    Set<String> delivered = new HashSet<>(said);
    delivered.retainAll(seen);
    return delivered;
  }

  synchronized Set<String> said() {
    return Set.copyOf(said);
  }

  synchronized List<String> whispers() {
    follow();
    return List.copyOf(whispers);
  }

  synchronized List<String> errors() {
    follow();
    return List.copyOf(errors);
  }

  // ---- reading

  private void follow() {
    for (String text : connection.takeFrames()) {
      try {
        follow(JSON.readTree(text));
      } catch (JsonProcessingException e) {
        evidence.fault(name + " got " + text);
      }
    }
  }

  private void check(boolean holds, String fault, Object frame) {
    if (!holds) {
      evidence.fault(name + " at " + node + " " + fault + ": " + frame);
    }
  }

  private void follow(JsonNode frame) {
    switch (frame.path("type").asText()) {
      case "connection" -> {
        check(id == null, "is greeted twice", frame);
        id = frame.path("clientId").asText();
      }
      case "username_set" -> username = frame.path("username").asText();
      case "room_joined" -> {
        check(room == null, "is in two rooms", frame);
        room = frame.path("room").asText();
        lastSeq = 0;
      }
      case "message_history" ->
          frame.path("messages").forEach(message -> take(message, lastSeq == 0));
      case "room_users" -> {
        members.clear();
        frame.path("users").forEach(user -> members.add(user.path("id").asText()));
        check(members.size() == frame.path("users").size(), "sees a member twice", frame);
        check(members.contains(id), "does not see itself", frame);
      }
      case "room_left" -> {
        room = null;
        members.clear();
      }
      case "user_joined" -> {
        String userId = frame.path("userId").asText();
        check(members.add(userId), "sees somebody come who is there", frame);
        joins.merge(userId, 1, Integer::sum);
      }
      case "user_left" -> {
        String userId = frame.path("userId").asText();
        check(members.remove(userId), "sees somebody go who is not there", frame);
        check(!userId.equals(id), "sees itself go", frame);
        leaves.merge(userId, 1, Integer::sum);
      }
      case "message_received" -> take(frame, false);
      case "private_message" -> whispers.add(frame.path("content").asText());
      case "error" -> errors.add(frame.path("code").asText());
      default -> {
        // Nothing that follows depends on it.
      }
    }
  }

  private void take(JsonNode message, boolean first) {
    long seq = message.path("seq").asLong();
    String content = message.path("content").asText();
    check(first || seq == lastSeq + 1, "expects " + (lastSeq + 1) + " and gets", message);
    check(message.path("room").asText().equals(room), "is in " + room + " and gets", message);
    lastSeq = seq;
    seen.add(content);
    evidence.saw(name, String.valueOf(room), seq, content);
  }

  @Override
  public String toString() {
    return name;
  }
}
