package dev.chatengine.model;

/**
 * One step in the membership of a room.
 *
 * @param room the room
 * @param version the number of this change among the room's changes of membership: applied in this
 *     order to an empty room they give its members
 * @param kind what happened
 * @param member who it happened to, under the name it has after the change
 */
public record MembershipChange(Room room, long version, Kind kind, Member member) {
  /** What happened to a member. */
  public enum Kind {
    /** The user's first connection came in; it is listed behind the others. */
    JOINED,
    /** The user's last connection went. */
    LEFT,
    /** The user took another name and keeps its place in the list. */
    RENAMED
  }

  /**
   * Checks the bounds.
   *
   * @param room see the record
   * @param version see the record
   * @param kind see the record
   * @param member see the record
   * @throws IllegalArgumentException if the version is not 1 or more
   */
  public MembershipChange {
    if (version < 1) {
      throw new IllegalArgumentException("version is " + version + ", not 1 or more");
    }
  }
}
