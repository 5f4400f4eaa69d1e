package dev.chatengine.model;

/**
 * A log of messages: that of a {@link Room}, or the private log of two users ({@link Direct}).
 *
 * <p>A room is never equal to a {@code Direct} and never has the {@link #key()} of one, so no
 * client can reach a private log by the name of a room.
 */
public sealed interface Conversation extends Address permits Room, Direct {

  /** The longest {@link #key()}, in UTF-16 units. */
  int MAX_KEY_LENGTH = 2 * User.MAX_ID_LENGTH + 8;

  /**
   * Encodes this conversation as one text, which stores can use as a key.
   *
   * <p>{@code "r:" + name} for a room, {@code "d:" + length of the first id + ":" + first id +
   * second id} for a private log: two different conversations never have the same key.
   *
   * @return at most {@value #MAX_KEY_LENGTH} characters
   */
  String key();

  /**
   * Decodes a key.
   *
   * @param key the result of {@link #key()}
   * @return the conversation of that key
   * @throws IllegalArgumentException if no conversation has that key
   */
  static Conversation parse(String key) {
    if (key.startsWith(Room.KEY_PREFIX)) {
      return new Room(key.substring(Room.KEY_PREFIX.length()));
    }
    if (key.startsWith(Direct.KEY_PREFIX)) {
      return Direct.parseKey(key);
    }
    throw new IllegalArgumentException("no conversation has the key " + key);
  }
}
