package dev.chatengine.model;

/**
 * Something that has a log of messages: a {@link Room} or a {@link Direct} exchange of two users.
 *
 * <p>A conversation keys every log, channel and lane. No name of a room can form a {@code Direct},
 * nor its {@link #key()}, so nobody reaches a private log by the name of a room.
 */
public sealed interface Conversation extends Address permits Room, Direct {

  /** The longest {@link #key()}, in UTF-16 units. */
  int MAX_KEY_LENGTH = 2 * User.MAX_ID_LENGTH + 8;

  /**
   * This conversation as one text, for stores that key their records by it.
   *
   * <p>{@code "r:" + name} for a room, {@code "d:" + length of the first id + ":" + first id +
   * second id} for a private log: two different conversations never have the same key.
   *
   * @return at most {@value #MAX_KEY_LENGTH} characters
   */
  String key();

  /**
   * Reads what {@link #key()} wrote.
   *
   * @param key a key
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
