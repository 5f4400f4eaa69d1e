package dev.chatengine.model;

/**
 * The private log of two users, or of one user's notes to itself. The ids are sorted, so that both
 * users get an equal conversation.
 *
 * @param first the smaller user id, by {@link String#compareTo}
 * @param second the larger user id; equal to the first for notes to oneself
 */
public record Direct(String first, String second) implements Conversation {
  static final String KEY_PREFIX = "d:";

  /**
   * Checks the bounds and the order.
   *
   * @param first see the record
   * @param second see the record
   * @throws IllegalArgumentException if an id is empty or too long, or the ids are out of order
   */
  public Direct {
    Checks.text(first, "user id", 1, User.MAX_ID_LENGTH);
    Checks.text(second, "user id", 1, User.MAX_ID_LENGTH);
    if (first.compareTo(second) > 0) {
      throw new IllegalArgumentException("the user ids of a private log are out of order");
    }
  }

  /**
   * The private log of two users, in either order.
   *
   * @param oneUserId a user's id
   * @param otherUserId the other's id
   * @return their private log
   * @throws IllegalArgumentException if an id is empty or too long
   */
  public static Direct between(String oneUserId, String otherUserId) {
    return oneUserId.compareTo(otherUserId) <= 0
        ? new Direct(oneUserId, otherUserId)
        : new Direct(otherUserId, oneUserId);
  }

  /**
   * Whether a user is one of the two.
   *
   * @param userId a user's id
   * @return true for either of the two
   */
  public boolean includes(String userId) {
    return first.equals(userId) || second.equals(userId);
  }

  /**
   * Finds the other user.
   *
   * @param userId one of the two users' ids
   * @return the other's id; the same id for notes to oneself
   * @throws IllegalArgumentException if the user is none of the two
   */
  public String other(String userId) {
    if (first.equals(userId)) {
      return second;
    }
    if (second.equals(userId)) {
      return first;
    }
    throw new IllegalArgumentException("that user takes no part in this conversation");
  }

  @Override
  public String key() {
    return KEY_PREFIX + first.length() + ":" + first + second;
  }

  static Direct parseKey(String key) {
    try {
      int colon = key.indexOf(':', KEY_PREFIX.length());
      int length = Integer.parseInt(key.substring(KEY_PREFIX.length(), colon));
      int start = colon + 1;
      Direct direct =
          new Direct(key.substring(start, start + length), key.substring(start + length));
      if (direct.key().equals(key)) {
        return direct;
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("no conversation has the key " + key, e);
    }
    throw new IllegalArgumentException("no conversation has the key " + key);
  }
}
