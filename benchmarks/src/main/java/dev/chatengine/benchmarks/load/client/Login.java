package dev.chatengine.benchmarks.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The steps of a connection into its rooms. All names of users have one length, and all names of
 * rooms, so that all messages have one length, too.
 */
public final class Login {
  /** The progress of a connection. */
  public enum Step {
    CONNECTING,
    GREETING,
    WELCOME,
    NAME,
    ROOMS,
    READY
  }

  private final Layout layout;
  private final boolean joining;
  private final String tag;

  /**
   * Prepares the logins of a run.
   *
   * @param tag separates the names of this run from those of others: 5 characters
   * @param joining whether connections join their rooms; otherwise they are ready without
   */
  public Login(Layout layout, String tag, boolean joining) {
    this.layout = layout;
    this.tag = tag;
    this.joining = joining;
  }

  /** The name of a room. */
  public String room(int room) {
    return String.format(Locale.ROOT, "%sr%06x", tag, room);
  }

  /**
   * Continues after a frame of the server.
   *
   * @return whether the connection has just become ready
   */
  boolean advance(LoadConnection connection, FrameType type) {
    switch (connection.step) {
      case GREETING -> {
        if (type == FrameType.CONNECTION) {
          greeted(connection);
        }
      }
      case WELCOME -> {
        if (type == FrameType.WELCOME) {
          name(connection);
        }
      }
      case NAME -> {
        if (type == FrameType.USERNAME_SET) {
          return named(connection);
        }
      }
      case ROOMS -> {
        if (type == FrameType.ROOM_JOINED && --connection.joining == 0) {
          connection.step = Step.READY;
          return true;
        }
      }
      case READY -> {
        if (type == FrameType.ROOM_JOINED && connection.joining > 0) {
          connection.joining--;
        }
      }
      case CONNECTING -> {}
    }
    return false;
  }

  private void greeted(LoadConnection connection) {
    if (layout.severalRooms()) {
      send(connection, "{\"type\":\"hello\",\"version\":1}");
      connection.step = Step.WELCOME;
    } else {
      name(connection);
    }
  }

  private void name(LoadConnection connection) {
    String name = String.format(Locale.ROOT, "%su%06x", tag, connection.index());
    send(connection, "{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
    connection.step = Step.NAME;
  }

  private boolean named(LoadConnection connection) {
    if (!joining) {
      connection.step = Step.READY;
      return true;
    }
    connection.step = Step.ROOMS;
    layout.roomsOf(connection.index()).forEach(room -> join(connection, room));
    return false;
  }

  /** Joins a room, in addition to its others if it has several. */
  public void join(LoadConnection connection, int room) {
    connection.joining++;
    String keep = layout.severalRooms() ? ",\"keep\":true" : "";
    send(connection, "{\"type\":\"join_room\",\"room\":\"" + room(room) + "\"" + keep + "}");
  }

  public void leave(LoadConnection connection) {
    send(connection, "{\"type\":\"leave_room\"}");
  }

  private static void send(LoadConnection connection, String text) {
    connection.send(text.getBytes(StandardCharsets.UTF_8));
  }
}
