package dev.chatengine.model;

import dev.chatengine.text.JsText;

/**
 * A conversation that clients join by its name. Its log remains when its members leave.
 *
 * <p>The constructor takes the name unchanged, as stores need it. Rooms that clients join have
 * names that are trimmed and in lower case; {@link #named} makes such a name of any text. No
 * Unicode normalization form is applied: the letter U+00E9, and an E with the accent U+0301, make
 * different names.
 *
 * @param name 1 to {@value #MAX_NAME_LENGTH} characters; case and every character count
 */
public record Room(String name) implements Conversation {
  /** The longest name of a room, in UTF-16 units. */
  public static final int MAX_NAME_LENGTH = 128;

  static final String KEY_PREFIX = "r:";

  /**
   * Checks the bounds.
   *
   * @param name see the record
   * @throws IllegalArgumentException if the name is empty, too long or not well-formed text
   */
  public Room {
    Checks.text(name, "room name", 1, MAX_NAME_LENGTH);
  }

  /**
   * Finds the room that a client joins by a name.
   *
   * @param name any text; white space around it is removed, and the rest changed to lower case,
   *     both as JavaScript does
   * @return the room
   * @throws IllegalArgumentException if the name is blank, too long or not well-formed text
   */
  public static Room named(String name) {
    return new Room(JsText.toLowerCase(JsText.trim(name)));
  }

  @Override
  public String key() {
    return KEY_PREFIX + name;
  }
}
