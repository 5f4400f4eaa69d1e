package dev.chatengine.model;

/**
 * A conversation that anybody who may can join by its name. Its log outlives its members.
 *
 * <p>The name is taken as it is: the engine trims and lower-cases what clients send before it makes
 * a room of it, a host that names a room does so itself.
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

  @Override
  public String key() {
    return KEY_PREFIX + name;
  }
}
