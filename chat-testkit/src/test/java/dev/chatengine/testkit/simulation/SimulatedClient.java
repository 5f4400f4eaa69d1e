package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatengine.testkit.RecordingConnection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client that checks every frame: the messages of its room come in order, each once, after its
 * history, and a user who leaves was a member and is not the client itself.
 */
final class SimulatedClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  final String name;
  final SimulatedNode node;
  private final boolean known;
  private final RecordingConnection connection;
  private final SimulatedLog log;
  private final SimulatedWhispers whispers;
  private final Departures departures;

  /** Of clients like this one, as seen by clients like this one. */
  private final Departures ofOthers;

  private final Set<String> seenIds = new HashSet<>();

  private @Nullable String id;
  private @Nullable String room;
  private Map<String, String> members = new LinkedHashMap<>();
  private long lastSeq;

  /** Its history was unavailable, as it was told, so the next message may be any. */
  private boolean withoutHistory;

  /** The name that it was told it has. */
  private @Nullable String username;

  /** It was told that a name is taken: one that it wanted, or the one that it had. */
  private boolean mayHaveLostItsName;

  /** When it was given the name that it was given last. */
  private long namedAt;

  /** How often it has asked for something that may take it out of its room. */
  private int departuresAsked;

  /** It was there when all had come to rest, so the registry knows it. */
  private boolean settled;

  private int received;
  private int sent;

  SimulatedClient(
      String name,
      SimulatedNode node,
      boolean known,
      RecordingConnection connection,
      SimulatedLog log,
      SimulatedWhispers whispers,
      Departures departures,
      Departures ofOthers) {
    this.name = name;
    this.node = node;
    this.known = known;
    this.connection = connection;
    this.log = log;
    this.whispers = whispers;
    this.departures = departures;
    this.ofOthers = ofOthers;
  }

  RecordingConnection connection() {
    return connection;
  }

  @Nullable String room() {
    return room;
  }

  @Nullable String id() {
    return id;
  }

  void settle() {
    settled = true;
    departuresAsked = 0;
    if (mayHaveLostItsName) {
      username = null;
      mayHaveLostItsName = false;
    }
  }

  /** Whether it was given a name, and may have been told since that the name is taken. */
  boolean wasGiven(String wanted) {
    return wanted.equals(username);
  }

  /** Whether it has been told, since it was given its name, that a name is taken. */
  boolean mayHaveLostItsName() {
    return mayHaveLostItsName;
  }

  long namedAt() {
    return namedAt;
  }

  /** Whether it can be reached as a user. */
  boolean isReachableAs(String userId) {
    return settled && userId.equals(id);
  }

  /** Whether the authenticator has named it. */
  boolean isKnown() {
    return known;
  }

  boolean knowsItsPlace() {
    return !withoutHistory;
  }

  long lastSeq() {
    return lastSeq;
  }

  Map<String, String> members() {
    return members;
  }

  /** The name that is certainly its own, if one is. */
  @Nullable String username() {
    return mayHaveLostItsName ? null : username;
  }

  int received() {
    return received;
  }

  void setName(String wanted) {
    connection.send("{\"type\":\"set_username\",\"username\":\"" + wanted + "\"}");
  }

  void join(String roomName) {
    mayDepart();
    connection.send("{\"type\":\"join_room\",\"room\":\"" + roomName + "\"}");
  }

  void leave() {
    mayDepart();
    connection.send("{\"type\":\"leave_room\"}");
  }

  void disconnect() {
    mayDepart();
    connection.disconnect();
  }

  /** It may leave the room in which it is when its request is handled, whichever that is. */
  private void mayDepart() {
    departuresAsked++;
    SimulationTest.ROOMS.forEach(each -> ofOthers.expect(id, each));
  }

  void say() {
    connection.send("{\"type\":\"chat_message\",\"content\":\"" + name + " says " + ++sent + "\"}");
  }

  /** Sends a private message to the user of some connections. */
  void whisper(String targetId, List<SimulatedClient> connections) {
    String content = name + " whispers " + ++sent;
    whispers.begun(content, targetId, connections);
    connection.send(
        "{\"type\":\"private_message\",\"targetId\":\""
            + targetId
            + "\",\"content\":\""
            + content
            + "\"}");
  }

  void type() {
    connection.send("{\"type\":\"typing_start\"}");
  }

  /** Reads what has come and checks it. */
  void follow() {
    for (String text : connection.takeFrames()) {
      JsonNode frame;
      try {
        frame = JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError(name + " got " + text, e);
      }
      follow(frame);
    }
  }

  private void follow(JsonNode frame) {
    String type = frame.path("type").asText();
    switch (type) {
      case "connection" -> {
        assertThat(id).as("%s is greeted once", name).isNull();
        id = frame.path("clientId").asText();
      }
      case "room_joined" -> {
        assertThat(room).as("%s is in one room at a time", name).isNull();
        room = frame.path("room").asText();
        lastSeq = 0;
        seenIds.clear();
      }
      case "message_history" -> {
        for (JsonNode message : frame.path("messages")) {
          takeMessage(message, lastSeq == 0);
        }
      }
      case "room_users" -> {
        members = new LinkedHashMap<>();
        for (JsonNode user : frame.path("users")) {
          assertThat(members.put(user.path("id").asText(), user.path("username").asText()))
              .as("%s sees each member once in %s", name, frame)
              .isNull();
        }
        assertThat(members).as("%s sees itself", name).containsKey(id);
      }
      case "room_left" -> {
        assertThat(frame.path("room").asText()).as("%s leaves its room", name).isEqualTo(room);
        assertThat(departuresAsked).as("%s asked to leave %s", name, room).isPositive();
        departuresAsked--;
        room = null;
        withoutHistory = false;
        members = new LinkedHashMap<>();
      }
      case "user_joined" ->
          assertThat(members.put(frame.path("userId").asText(), frame.path("username").asText()))
              .as("%s hears of a newcomer, %s", name, frame)
              .isNull();
      case "user_left" -> {
        assertThat(members.remove(frame.path("userId").asText()))
            .as("%s hears that a member leaves, %s", name, frame)
            .isNotNull();
        assertThat(members).as("%s sees itself", name).containsKey(id);
        departures.seen(name, frame.path("userId").asText(), String.valueOf(room));
        ofOthers.seen(name, frame.path("userId").asText(), String.valueOf(room));
      }
      case "message_received" -> takeMessage(frame, false);
      case "error" -> {
        if (frame.path("message").asText().contains("history")) {
          withoutHistory = true;
        }
        mayHaveLostItsName |= frame.path("code").asText().equals("username_taken");
      }
      case "username_set" -> {
        String given = frame.path("username").asText();
        if (!given.equals(username)) {
          namedAt = node.scheduler.nanoTime();
        }
        username = given;
        mayHaveLostItsName = false;
      }
      case "private_message" -> whispers.arrived(this, frame.path("content").asText());
      case "private_message_sent" -> {
        String content = frame.path("content").asText();
        whispers.sent(content);
        // What a user who is known says to itself is kept, and comes once.
        if (frame.has("seq") && frame.path("fromId").equals(frame.path("toId"))) {
          whispers.arrived(this, content);
        }
      }
      case "typing_indicator" -> {
        // Nothing that follows depends on it.
      }
      default -> throw new AssertionError(name + " got " + frame);
    }
  }

  private void takeMessage(JsonNode message, boolean first) {
    long seq = message.path("seq").asLong();
    assertThat(message.path("room").asText()).as("the room of %s", message).isEqualTo(room);
    // An empty history may be that of an empty log, then the first message is number 1.
    if (!first && !withoutHistory) {
      assertThat(seq).as("%s gets the next message of %s", name, room).isEqualTo(lastSeq + 1);
    }
    assertThat(seenIds.add(message.path("id").asText()))
        .as("%s gets each message once", name)
        .isTrue();
    String content = message.path("content").asText();
    log.shown(name, String.valueOf(room), seq, content);
    if (content.startsWith(name + " ")) {
      log.acknowledged(content);
    }
    lastSeq = seq;
    withoutHistory = false;
    received++;
  }
}
