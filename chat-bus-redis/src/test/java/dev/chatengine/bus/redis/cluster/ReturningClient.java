package dev.chatengine.bus.redis.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.testkit.RecordingConnection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client that comes back as docs/protocol.md wants it: at once, to another node, with its token
 * and its places, and sends again what was not acknowledged. It stays in its rooms, and checks over
 * all its connections every number, and that nobody leaves. Safe for all threads.
 */
final class ReturningClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  final String name;
  private final @Nullable String user;
  private final List<String> rooms;
  private final Evidence evidence;
  private RedisNode node;
  private RecordingConnection connection;

  private @Nullable String id;
  private @Nullable String resumeToken;
  private boolean welcomed;
  private final Map<String, Place> places = new LinkedHashMap<>();

  /** What was not acknowledged yet, by its client message id. */
  private final Map<String, Saying> pending = new LinkedHashMap<>();

  private int said;
  private int closed;
  private int resumed;
  private int duplicates;

  /** How far it has read a room, and who is there. */
  private static final class Place {
    @Nullable String epoch;
    long seq;
    final Set<String> members = new HashSet<>();

    /** How far the history that is coming goes. */
    long target;

    /** The history and the members have come, on this connection. */
    boolean inside;
  }

  private record Saying(String room, String content) {}

  /** A guest if there is no user. */
  ReturningClient(
      String name, RedisNode node, @Nullable String user, List<String> rooms, Evidence evidence) {
    this.name = name;
    this.user = user;
    this.rooms = rooms;
    this.evidence = evidence;
    this.node = node;
    rooms.forEach(room -> places.put(room, new Place()));
    connection = connect();
    if (user == null) {
      send(request("set_username").put("username", name));
    }
    rooms.forEach(room -> send(request("join_room").put("room", room).put("keep", true)));
  }

  // ---- what it does

  private RecordingConnection connect() {
    ConnectionRequest request = ConnectionRequest.builder("127.0.0.1").token(user).build();
    RecordingConnection made = RecordingConnection.connect(node.engine, request, Runnable::run);
    ObjectNode hello = request("hello").put("version", 1);
    if (resumeToken != null) {
      hello.put("resume", resumeToken);
      ObjectNode known = hello.putObject("rooms");
      places.forEach(
          (room, place) -> known.putObject(room).put("epoch", place.epoch).put("seq", place.seq));
    }
    made.send(hello.toString());
    return made;
  }

  private static ObjectNode request(String type) {
    return JSON.createObjectNode().put("type", type);
  }

  private void send(ObjectNode frame) {
    connection.send(frame.toString());
  }

  private void send(String messageId, Saying saying) {
    send(
        request("chat_message")
            .put("ref", messageId)
            .put("room", saying.room)
            .put("content", saying.content)
            .put("clientMessageId", messageId));
  }

  /** Says something in its next room, once it is there; it does not know yet if it was closed. */
  synchronized String say() {
    String messageId = name + "-" + ++said;
    Saying saying = new Saying(rooms.get(said % rooms.size()), name + " says " + said);
    pending.put(messageId, saying);
    if (place(saying.room).inside) {
      send(messageId, saying);
    }
    return saying.content;
  }

  /** Reads what has come, and if it was closed comes back to one of these nodes. */
  synchronized void goOn(List<RedisNode> up) {
    boolean isClosed = connection.isClosed();
    follow();
    if (isClosed) {
      check(connection.closeCode() == CloseCode.RESTARTING, "was closed", connection.closeCode());
      closed++;
      welcomed = false;
      places.values().forEach(place -> place.inside = false);
      node = up.get(Math.floorMod(name.hashCode() + closed, up.size()));
      connection = connect();
    }
  }

  /** Gets no more on this connection: what it is sent is lost when that is closed. */
  synchronized void hearNoMore() {
    connection.stall();
  }

  // ---- what it knows

  synchronized RedisNode node() {
    return node;
  }

  List<String> rooms() {
    return rooms;
  }

  /** As whom others see it; nothing before it was welcomed. */
  synchronized @Nullable String id() {
    return id;
  }

  /** Whether it is connected, and in its rooms. */
  synchronized boolean isBack() {
    return welcomed
        && !connection.isClosed()
        && places.values().stream().allMatch(place -> place.inside);
  }

  /** How many messages were not acknowledged yet. */
  synchronized int pending() {
    return pending.size();
  }

  synchronized long lastSeq(String room) {
    return place(room).seq;
  }

  /** The ids of those who are in a room, itself included. */
  synchronized Set<String> members(String room) {
    return Set.copyOf(place(room).members);
  }

  /** How often it was closed. */
  synchronized int closed() {
    return closed;
  }

  /** How often it was taken for who it was. */
  synchronized int resumed() {
    return resumed;
  }

  /** How many messages it sent again that had been kept. */
  synchronized int duplicates() {
    return duplicates;
  }

  // ---- reading

  private void check(boolean holds, String fault, @Nullable Object what) {
    if (!holds) {
      evidence.fault(name + " at " + node + " " + fault + ": " + what);
    }
  }

  private Place place(String room) {
    Place place = places.get(room);
    if (place == null) {
      throw new AssertionError(name + " is not in " + room);
    }
    return place;
  }

  private void follow() {
    for (String text : connection.takeFrames()) {
      try {
        follow(JSON.readTree(text));
      } catch (JsonProcessingException | AssertionError e) {
        evidence.fault(name + " got " + text + ": " + e.getMessage());
      }
    }
  }

  private void follow(JsonNode frame) {
    switch (frame.path("type").asText()) {
      case "connection", "username_set" -> {
        // The welcome says who it is, and others see its name.
      }
      case "welcome" -> welcome(frame);
      case "room_joined" -> joined(place(frame.path("room").asText()), frame);
      case "message_history" -> history(place(frame.path("room").asText()), frame);
      case "room_users" -> users(place(frame.path("room").asText()), frame);
      case "message_received" -> take(place(frame.path("room").asText()), frame);
      case "user_joined" -> {
        Set<String> members = place(frame.path("room").asText()).members;
        check(members.add(frame.path("userId").asText()), "sees one come who is there", frame);
      }
      case "ack" -> acknowledged(frame);
      default -> check(false, "gets what it should not", frame);
    }
  }

  private void welcome(JsonNode frame) {
    boolean again = frame.path("resumed").asBoolean();
    check(again == (resumeToken != null), "is not taken for who it is", frame);
    String userId = frame.path("userId").asText();
    check(id == null || userId.equals(id), "is somebody else", frame);
    id = userId;
    resumeToken = frame.path("resumeToken").asText();
    welcomed = true;
    if (again) {
      resumed++;
    }
  }

  private void joined(Place place, JsonNode frame) {
    String epoch = frame.path("epoch").asText();
    check(!place.inside, "joins where it is", frame);
    check(place.epoch == null || epoch.equals(place.epoch), "is told of another log", frame);
    place.epoch = epoch;
    place.target = frame.path("seq").asLong();
  }

  private void history(Place place, JsonNode page) {
    check(page.path("complete").asBoolean(true), "has missed something", page);
    page.path("messages").forEach(message -> take(place, message));
  }

  private void users(Place place, JsonNode frame) {
    check(place.seq == place.target, "is not where it was told", frame);
    Set<String> now = new HashSet<>();
    frame.path("users").forEach(member -> now.add(member.path("id").asText()));
    check(now.contains(id), "does not see itself", frame);
    check(now.containsAll(place.members), "misses somebody", frame);
    place.members.addAll(now);
    place.inside = true;
    String room = frame.path("room").asText();
    pending.forEach(
        (messageId, saying) -> {
          if (saying.room.equals(room)) {
            send(messageId, saying);
          }
        });
  }

  private void take(Place place, JsonNode message) {
    long seq = message.path("seq").asLong();
    check(
        place.seq == 0 || seq == place.seq + 1,
        "expects " + (place.seq + 1) + " and gets",
        message);
    place.seq = seq;
    evidence.saw(name, message.path("room").asText(), seq, message.path("content").asText());
  }

  private void acknowledged(JsonNode ack) {
    Saying saying = pending.remove(ack.path("ref").asText());
    check(saying != null, "gets an ack for nothing", ack);
    if (saying != null) {
      evidence.saw(name, saying.room, ack.path("seq").asLong(), saying.content);
    }
    if (ack.path("duplicate").asBoolean()) {
      duplicates++;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
