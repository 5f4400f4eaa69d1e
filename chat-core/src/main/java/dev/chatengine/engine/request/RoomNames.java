package dev.chatengine.engine.request;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Room;
import dev.chatengine.text.JsText;

/** The names by which clients join rooms. Safe for all threads. */
public final class RoomNames {
  /** Any text that a client may write after a name, and that is cut off again. */
  private static final String REST = "\ud83d\ude00";

  private final int maxLength;

  public RoomNames(int maxLength) {
    this.maxLength = maxLength;
  }

  int maxLength() {
    return maxLength;
  }

  /** A client's name, trimmed and in lower case, before it is cut. */
  static String normal(String text) {
    return JsText.toLowerCase(JsText.trim(text));
  }

  /** The name that a client of the base protocol gets for a text; empty if it gets none. */
  public String cut(String text) {
    return JsText.cut(normal(text), maxLength);
  }

  /** The room that a host means by a name. */
  public Room room(String name) {
    String normal = normal(name);
    if (!fits(normal)) {
      throw new IllegalArgumentException(
          "room name has "
              + normal.length()
              + " characters without white space around it, not 1 to "
              + maxLength);
    }
    return new Room(normal);
  }

  /** Refuses a room that no client can join. */
  void requireJoinable(Conversation conversation) {
    if (conversation instanceof Room room && !isJoinable(room.name())) {
      String normal = normal(room.name());
      throw new IllegalArgumentException(
          "'"
              + room.name()
              + "' is not a room name that clients can join: "
              + (fits(normal)
                  ? "use '" + normal + "'"
                  : "it must have 1 to " + maxLength + " characters"));
    }
  }

  private boolean isJoinable(String name) {
    return name.equals(cut(name)) || name.equals(cut(name + REST));
  }

  private boolean fits(String normal) {
    return !normal.isEmpty() && normal.length() <= maxLength;
  }
}
