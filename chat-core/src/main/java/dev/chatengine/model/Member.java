package dev.chatengine.model;

/**
 * A user in a room, as others see it. A user with several connections in a room is one member.
 *
 * @param userId the user's id, 1 to {@value User#MAX_ID_LENGTH} characters
 * @param username the name to show, which may be empty
 */
public record Member(String userId, String username) {
  /**
   * Checks the bounds.
   *
   * @param userId see the record
   * @param username see the record
   * @throws IllegalArgumentException if one is broken
   */
  public Member {
    Checks.text(userId, "user id", 1, User.MAX_ID_LENGTH);
    Checks.text(username, "user name", 0, User.MAX_NAME_LENGTH);
  }
}
