package dev.chatengine.model;

import dev.chatengine.text.JsText;

/**
 * A conversation that anybody who may can join by its name. Its log outlives its members.
 *
 * <p>The constructor takes the name as it is, as stores need it. Clients join rooms whose names are
 * trimmed and in lower case, and not longer than the engine allows: {@link #named} makes such a
 * name of any. No Unicode normalization form is applied: a name with the letter U+00E9, and one
 * that has E and the accent U+0301 for it, are two names.
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
   * The room that a client joins by a name.
   *
   * @param name any text; white space around it is left out, and the rest put into lower case, both
   *     as JavaScript does
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
