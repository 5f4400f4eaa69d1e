package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One room as a {@link ResumingClient} knows it, over all its connections. */
final class ResumingRoom {
  private final String client;
  private final String room;

  /** Whether the history may be unavailable. */
  private final boolean mayFail;

  private final SimulatedLog log;
  private final Departures departures;

  private enum Phase {
    OUTSIDE,
    ASKED,
    /** The session was taken up again: the server may bring the client back, or not. */
    RETURNING,
    /** {@code room_joined} has come; the history and the members are still to come. */
    ENTERING,
    INSIDE,
    LEAVING
  }

  private Phase phase = Phase.OUTSIDE;

  /** It has ever asked for this room, so that a session may be in it. */
  private boolean asked;

  /** How far the client has read; nothing while it has not read anything. */
  private @Nullable String epoch;

  private long seq;

  /** Whether it has said how far it has read. */
  private boolean askedSince;

  /** The history is being read to there. */
  private long target;

  private boolean isFirstPage;

  /** It was told that something could not be read, so the next message may be any. */
  private boolean gap;

  private boolean historyMayBeMissing;

  private Map<String, String> members = new LinkedHashMap<>();

  ResumingRoom(
      String client, String room, boolean mayFail, SimulatedLog log, Departures departures) {
    this.client = client;
    this.room = room;
    this.mayFail = mayFail;
    this.log = log;
    this.departures = departures;
  }

  // ---- what the client does

  /** The connection is another one, on which it says how far it has read. */
  void lost(ObjectNode known, String as) {
    phase = Phase.OUTSIDE;
    askedSince = mentionPlace(known, as);
    historyMayBeMissing = false;
  }

  private boolean mentionPlace(ObjectNode in, String as) {
    if (epoch == null || gap) {
      return false;
    }
    in.putObject(as).put("epoch", epoch).put("seq", seq);
    return true;
  }

  void welcomed(boolean resumed) {
    if (resumed && asked) {
      phase = Phase.RETURNING;
    }
  }

  /** All that comes has come: it was not brought back. */
  void endReturning() {
    if (phase == Phase.RETURNING) {
      phase = Phase.OUTSIDE;
    }
  }

  /** Completes a request to join, if the client is not in the room. */
  boolean ask(ObjectNode join) {
    if (phase != Phase.OUTSIDE) {
      return false;
    }
    phase = Phase.ASKED;
    asked = true;
    historyMayBeMissing = false;
    askedSince = mentionPlace(join, "since");
    return true;
  }

  /** A request to join has failed, or goes on without the history. */
  void failed(boolean goesOn) {
    if (goesOn) {
      historyMayBeMissing = true;
    } else {
      phase = Phase.OUTSIDE;
    }
  }

  void historyMayBeMissing() {
    historyMayBeMissing = true;
  }

  void leaving() {
    phase = Phase.LEAVING;
  }

  void leaveFailed() {
    if (phase == Phase.LEAVING) {
      phase = Phase.INSIDE;
    }
  }

  /** Whether it wanted to leave. */
  boolean left() {
    boolean wanted = phase == Phase.LEAVING;
    phase = Phase.OUTSIDE;
    return wanted;
  }

  boolean isIn() {
    return phase == Phase.INSIDE;
  }

  // ---- what comes

  /** Checks a frame of the room; tells how many messages it brought. */
  int follow(JsonNode frame, String userId) {
    switch (frame.path("type").asText()) {
      case "room_joined" -> joined(frame);
      case "message_history" -> {
        return history(frame);
      }
      case "room_users" -> users(frame, userId);
      case "message_received" -> {
        message(frame);
        return 1;
      }
      case "user_joined" ->
          assertThat(members.put(frame.path("userId").asText(), frame.path("username").asText()))
              .as("%s hears of a newcomer, %s", client, frame)
              .isNull();
      case "user_left" -> {
        String who = frame.path("userId").asText();
        assertThat(members.remove(who))
            .as("%s hears that a member leaves, %s", client, frame)
            .isNotNull();
        departures.seen(client, who, room);
      }
      case "typing_indicator" -> {
        // Nothing that follows depends on it.
      }
      default -> throw new AssertionError(client + " got " + frame);
    }
    return 0;
  }

  private void joined(JsonNode frame) {
    epoch = frame.path("epoch").asText();
    target = frame.path("seq").asLong();
    if (phase == Phase.INSIDE || phase == Phase.LEAVING) {
      // The log has begun.
      seq = target;
      gap = false;
    } else {
      phase = Phase.ENTERING;
      isFirstPage = true;
      seq = askedSince ? seq : 0;
    }
  }

  private int history(JsonNode page) {
    assertThat(phase).as("%s is entering %s", client, room).isEqualTo(Phase.ENTERING);
    if (isFirstPage) {
      assertThat(page.has("complete"))
          .as("%s is told whether it has all: %s", client, page)
          .isEqualTo(askedSince);
      gap = !page.path("complete").asBoolean();
      assertThat(gap && askedSince && !mayFail)
          .as("%s is told that it cannot have all of %s: %s", client, room, page)
          .isFalse();
    }
    isFirstPage = false;
    int count = 0;
    for (JsonNode message : page.path("messages")) {
      message(message);
      count++;
    }
    if (!page.path("more").asBoolean() && gap) {
      // Nothing was there to be shown, or nothing could be read.
      seq = target;
      gap = historyMayBeMissing;
    }
    return count;
  }

  private void users(JsonNode frame, String userId) {
    if (!gap) {
      assertThat(seq)
          .as("the history of %s reaches the place that %s was told", room, client)
          .isEqualTo(target);
    }
    historyMayBeMissing = false;
    phase = Phase.INSIDE;
    members = new LinkedHashMap<>();
    for (JsonNode user : frame.path("users")) {
      assertThat(members.put(user.path("id").asText(), user.path("username").asText()))
          .as("%s sees each member once in %s", client, frame)
          .isNull();
    }
    assertThat(members).as("%s sees itself in %s", client, room).containsKey(userId);
  }

  private void message(JsonNode message) {
    long place = message.path("seq").asLong();
    assertThat(message.path("room").asText()).as("the room of %s", message).isEqualTo(room);
    if (!gap) {
      assertThat(place).as("%s gets the next message of %s", client, room).isEqualTo(seq + 1);
    } else {
      assertThat(place).as("%s gets no message of %s again", client, room).isGreaterThan(seq);
    }
    log.shown(client, room, place, message.path("content").asText());
    seq = place;
    gap = false;
  }

  // ---- once all has come to rest

  /** Checks that it is where the others are; a client that knows of a gap may be anywhere. */
  void isUpToDate(long head, Set<String> expected) {
    if (!gap) {
      assertThat(seq).as("%s has all of %s", client, room).isEqualTo(head);
    }
    assertThat(members.keySet())
        .as("the members of %s as %s sees them", room, client)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Override
  public String toString() {
    return room + " " + phase + " " + seq;
  }
}
