package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Head;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.RecordingConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client as docs/protocol.md wants it: it opts in, remembers how far it has read, comes back to
 * any node by its token, and sends again what was not acknowledged. It checks over all its
 * connections that the messages of each room come in order, each once.
 */
final class ResumingClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Why a server may end a connection of a client that has done nothing wrong. */
  private static final Set<CloseCode> COME_AGAIN =
      Set.of(CloseCode.RESTARTING, CloseCode.SLOW_CONSUMER);

  final String name;

  /** As whom it signs in; nothing for a guest. */
  private final @Nullable String token;

  /** Whether plug-ins fail: then it may be brought back into rooms that it has left. */
  private final boolean mayFail;

  private final SimulatedLog log;
  private final Departures departures;
  private final MessageStore store;

  private SimulatedNode node;
  private RecordingConnection connection;

  /** Those that it has given up, and that are to be closed by whoever takes over. */
  private final List<Former> formers = new ArrayList<>();

  private @Nullable String userId;
  private @Nullable String resumeToken;

  /** It has been welcomed on this connection. */
  private boolean welcomed;

  private boolean hasToResume;
  private long goneAt = Long.MAX_VALUE;

  private boolean named;
  private boolean nameAsked;
  private final Map<String, ResumingRoom> rooms = new LinkedHashMap<>();

  /** The private logs of which it has heard, by the other's id. */
  private final Map<String, ResumingDirect> directs = new LinkedHashMap<>();

  /** Where its user's private logs stood, by the other's id, when its session began. */
  private Map<String, Head> begun = Map.of();

  private int whispered;
  private int conversations;

  /** What was sent and not acknowledged, by its client message id. */
  private final Map<String, Sending> pending = new LinkedHashMap<>();

  private final Map<String, String> places = new LinkedHashMap<>();
  private int sent;
  private int received;
  private int resumed;

  private record Sending(String room, String content, AtomicBoolean underWay) {}

  private record Former(SimulatedNode node, RecordingConnection connection) {}

  ResumingClient(
      String name,
      @Nullable String token,
      SimulatedNode node,
      boolean mayFail,
      SimulatedLog log,
      Departures departures,
      MessageStore store) {
    this.name = name;
    this.token = token;
    this.node = node;
    this.mayFail = mayFail;
    this.log = log;
    this.departures = departures;
    this.store = store;
    connection = connect(node);
  }

  RecordingConnection connection() {
    return connection;
  }

  // ---- coming and going

  private RecordingConnection connect(SimulatedNode to) {
    node = to;
    welcomed = false;
    nameAsked = false;
    ConnectionRequest request = ConnectionRequest.builder("127.0.0.1").token(token).build();
    RecordingConnection made =
        RecordingConnection.connect(to.engine(), request, to.scheduler::execute);
    ObjectNode hello = request("hello", "hello").put("version", 1);
    if (resumeToken != null) {
      hello.put("resume", resumeToken);
    }
    ObjectNode known = hello.putObject("rooms");
    rooms.forEach((room, state) -> state.lost(known, room));
    ObjectNode direct = hello.putObject("direct");
    directs.values().forEach(state -> state.lost(direct));
    pending.values().forEach(sending -> sending.underWay.set(false));
    made.send(hello.toString());
    return made;
  }

  /** The connection is lost, without a word. */
  void lose() {
    connection.disconnect();
  }

  /** Since when it has had no connection; now if it has one. */
  long goneAt(long now) {
    return connection.isClosed() ? Math.min(goneAt, now) : now;
  }

  boolean isKnown() {
    return token != null;
  }

  @Nullable String token() {
    return token;
  }

  /** Whether it has to come back. */
  boolean isAway() {
    return connection.isClosed();
  }

  /**
   * Comes back to some node; if the former connection is still open, it takes over.
   *
   * @param inTime whether it is certain that it will be taken for who it was
   */
  void comeBack(SimulatedNode to, boolean inTime) {
    checkClosed();
    if (!welcomed) {
      // Nobody would take over what may become a session of its own.
      connection.disconnect();
    } else if (!connection.isClosed()) {
      formers.add(new Former(node, connection));
    }
    goneAt = Long.MAX_VALUE;
    hasToResume = inTime && welcomed;
    connection = connect(to);
  }

  /** Its node is gone, and its connection with it. */
  void nodeHasGone(SimulatedNode gone) {
    formers.removeIf(former -> former.node == gone);
    if (node == gone) {
      lose();
    }
  }

  /** All that comes has come. */
  void endReturning() {
    rooms.values().forEach(ResumingRoom::endReturning);
  }

  /** Goes for good. */
  void quit() {
    rooms.keySet().forEach(room -> departures.expect(userId, room));
    endFormers();
    lose();
  }

  void stall() {
    connection.stall();
  }

  void unstall() {
    if (!connection.isClosed()) {
      connection.unstall();
    }
  }

  // ---- what it does

  private ObjectNode request(String type, String ref) {
    return JSON.createObjectNode().put("type", type).put("ref", ref);
  }

  private void send(ObjectNode frame) {
    connection.send(frame.toString());
  }

  void want(String room) {
    rooms.computeIfAbsent(room, key -> new ResumingRoom(name, key, mayFail, log, departures));
  }

  void leave(String room) {
    ResumingRoom state = rooms.get(room);
    if (state != null && state.isIn() && welcomed) {
      departures.expect(userId, room);
      state.leaving();
      send(request("leave_room", "leave").put("room", room));
    }
  }

  /** Says something in a room, at some length, as soon as it is there. */
  void say(String room, int length) {
    String id = name + "-" + ++sent;
    String content = name + " says " + sent + " " + "\u0001".repeat(length) + ".";
    pending.put(id, new Sending(room, content, new AtomicBoolean()));
  }

  /** Says something to a user; tells what. */
  @Nullable String whisper(String targetId) {
    if (!welcomed || connection.isClosed()) {
      return null;
    }
    String content = name + " whispers " + ++whispered;
    send(
        request("private_message", "whisper")
            .put("targetId", targetId)
            .put("content", content)
            .put("clientMessageId", "w" + whispered));
    return content;
  }

  List<String> rooms() {
    return new ArrayList<>(rooms.keySet());
  }

  /** Asks for what it wants and has not: its name, its rooms, acknowledgements. */
  void goOn() {
    if (!welcomed || connection.isClosed()) {
      return;
    }
    if (token == null && !named) {
      if (!nameAsked) {
        nameAsked = true;
        send(request("set_username", "name").put("username", name));
      }
      return;
    }
    rooms.forEach(
        (room, state) -> {
          ObjectNode join =
              request("join_room", "join:" + room).put("room", room).put("keep", true);
          if (state.ask(join)) {
            send(join);
          }
        });
    pending.forEach(
        (id, sending) -> {
          ResumingRoom room = rooms.get(sending.room);
          if (room != null && room.isIn() && !sending.underWay.getAndSet(true)) {
            send(
                request("chat_message", "say:" + id)
                    .put("room", sending.room)
                    .put("content", sending.content)
                    .put("clientMessageId", id));
          }
        });
  }

  // ---- what comes

  void follow(long now) {
    if (connection.isClosed()) {
      goneAt = Math.min(goneAt, now);
    }
    assertThat(connection.pendingBytes())
        .as("what waits for %s", name)
        .isLessThanOrEqualTo(SimulationTest.MAX_QUEUED_BYTES + SimulationTest.MAX_JOIN_BYTES);
    for (String text : connection.takeFrames()) {
      try {
        follow(JSON.readTree(text));
      } catch (JsonProcessingException e) {
        throw new AssertionError(name + " got " + text, e);
      }
    }
    checkClosed();
  }

  private void checkClosed() {
    CloseCode code = connection.closeCode();
    if (code != null) {
      assertThat(COME_AGAIN)
          .as("why %s was closed: %s", name, connection.closeReason())
          .contains(code);
    }
  }

  private void follow(JsonNode frame) {
    String type = frame.path("type").asText();
    String ref = frame.path("ref").asText();
    switch (type) {
      case "connection" -> {
        // Who it is is said in the welcome.
      }
      case "private_message", "private_message_sent" -> {
        // What is not numbered is others' business.
        if (welcomed && frame.has("seq")) {
          directOf(frame).message(frame);
        }
      }
      case "welcome" -> welcome(frame);
      case "username_set" -> {
        named = true;
        nameAsked = false;
      }
      case "ack" -> {
        if (ref.startsWith("say:")) {
          acknowledged(ref.substring("say:".length()), frame);
        }
      }
      case "error" -> failed(ref, frame);
      case "room_left" -> {
        String room = frame.path("room").asText();
        if (roomOf(frame).left()) {
          rooms.remove(room);
          pending.values().removeIf(sending -> sending.room.equals(room));
        }
      }
      default -> {
        if (frame.has("with")) {
          conversations += directOf(frame).history(frame) ? 1 : 0;
        } else if (welcomed) {
          received += roomOf(frame).follow(frame, String.valueOf(userId));
        }
      }
    }
  }

  private ResumingRoom roomOf(JsonNode frame) {
    if (mayFail && frame.path("ref").asText().equals("hello")) {
      want(frame.path("room").asText());
    }
    ResumingRoom state = rooms.get(frame.path("room").asText());
    if (state == null) {
      throw new AssertionError(name + " hears of a room that it is not in: " + frame);
    }
    return state;
  }

  private ResumingDirect directOf(JsonNode frame) {
    return directs.computeIfAbsent(frame.path("with").asText(), this::newDirect);
  }

  private ResumingDirect newDirect(String with) {
    return new ResumingDirect(name, with, seqOf(begun.get(with)), mayFail);
  }

  private static long seqOf(@Nullable Head head) {
    return head == null ? 0 : head.position().seq();
  }

  /** Where the private logs of its user stand, by the other's id. */
  private Map<String, Head> heads() {
    Map<String, Head> heads = new LinkedHashMap<>();
    if (token != null) {
      for (ConversationHead head : store.directs(Set.of(token), MessageStore.MAX_LIMIT)) {
        heads.put(((Direct) head.conversation()).other(token), head.head());
      }
    }
    return heads;
  }

  private void welcome(JsonNode frame) {
    String id = frame.path("userId").asText();
    boolean same = frame.path("resumed").asBoolean();
    if (same) {
      assertThat(id).as("%s is who it was", name).isEqualTo(userId);
      resumed++;
    } else {
      assertThat(hasToResume).as("%s came back in time and is somebody else", name).isFalse();
      beginAnew(id);
    }
    welcomed = true;
    userId = id;
    resumeToken = frame.path("resumeToken").asText();
    rooms.values().forEach(room -> room.welcomed(same));
  }

  /** It was not taken for who it was: what it is not sure of it cannot send again. */
  private void beginAnew(String id) {
    named = false;
    begun = heads();
    directs.forEach((with, direct) -> direct.begin(seqOf(begun.get(with))));
    endFormers();
    if (userId != null) {
      rooms.keySet().forEach(room -> departures.expect(userId, room));
    }
    if (!id.equals(userId)) {
      pending.clear();
    }
  }

  private void acknowledged(String id, JsonNode ack) {
    Sending sending = pending.remove(id);
    if (sending != null) {
      log.acknowledged(sending.content);
    }
    String place = ack.path("id").asText() + " at " + ack.path("seq").asLong();
    String before = places.put(id, place);
    if (before != null) {
      assertThat(place).as("the place of what %s sent twice", name).isEqualTo(before);
    }
  }

  private void failed(String ref, JsonNode error) {
    if (error.path("code").asText().equals("username_required")) {
      // The name that it was given while the registry was away could not be kept.
      named = false;
    }
    if (ref.startsWith("say:")) {
      Sending sending = pending.get(ref.substring("say:".length()));
      if (sending != null) {
        sending.underWay.set(false);
      }
    } else if (ref.startsWith("join:")) {
      ResumingRoom room = rooms.get(ref.substring("join:".length()));
      if (room != null) {
        room.failed(error.path("message").asText().contains("history"));
      }
    } else if (ref.equals("name")) {
      nameAsked = false;
    } else if (error.path("code").asText().equals("username_taken")) {
      // Another has it now: the registry had forgotten whose it was.
      named = false;
    } else if (ref.equals("hello")) {
      assertThat(mayFail).as("%s is told that it may not have all: %s", name, error).isTrue();
      rooms.values().forEach(ResumingRoom::historyMayBeMissing);
    } else if (ref.equals("whisper")) {
      // It may have been said, or not.
      assertThat(mayFail).as("%s could not whisper: %s", name, error).isTrue();
    } else if (ref.equals("leave")) {
      rooms.values().forEach(ResumingRoom::leaveFailed);
    } else {
      throw new AssertionError(name + " got " + error);
    }
  }

  // ---- once all has come to rest

  /** Whether it has all that it wants. */
  boolean isAtRest() {
    return welcomed
        && !connection.isClosed()
        && (token != null || named)
        && rooms.values().stream().allMatch(ResumingRoom::isIn)
        && pending.isEmpty();
  }

  @Nullable String userId() {
    return userId;
  }

  /** The network notices that nobody is there at the end of its former connections. */
  void endFormers() {
    formers.forEach(former -> former.connection.disconnect());
    formers.clear();
  }

  /** Whether none of its former connections is open any more. */
  void formersAreClosed() {
    for (Former former : formers) {
      assertThat(former.connection.isClosed())
          .as("a former connection of %s at %s is closed", this, former.node.name)
          .isTrue();
    }
    formers.clear();
  }

  /** Whether it has got all that was said to its user, or by it, since its session began. */
  void hasItsDirects() {
    heads().forEach((with, head) -> directs.getOrDefault(with, newDirect(with)).isUpToDate(head));
  }

  /** How many conversations it first heard of by coming back. */
  int conversations() {
    return conversations;
  }

  @Nullable ResumingRoom room(String room) {
    return rooms.get(room);
  }

  int received() {
    return received;
  }

  /** How often it came back as who it was. */
  int resumed() {
    return resumed;
  }

  @Override
  public String toString() {
    return name
        + (welcomed ? " at " : " not welcomed at ")
        + node.name
        + (named || isKnown() ? "" : " without its name")
        + " with "
        + rooms
        + " and "
        + pending.keySet();
  }
}
