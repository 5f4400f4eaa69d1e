package dev.chatengine.benchmarks.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The way of a connection into its rooms. The names are as long for each user and each room, so
 * that all messages are.
 */
public final class Login {
  /** How far a connection has come. */
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
   * Describes the way.
   *
   * @param tag what tells the names of one run from those of another: 5 characters
   * @param joining whether connections join their rooms by themselves, or are ready without
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
   * Goes on after a frame of the server's.
   *
   * @return whether the connection is ready now, and was not before
   */
  boolean goOn(LoadConnection connection, FrameType type) {
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

  /** Joins a room, beside those in which the connection is if it has several. */
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
