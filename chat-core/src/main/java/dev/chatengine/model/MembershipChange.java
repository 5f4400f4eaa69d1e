package dev.chatengine.model;

/**
 * One change of the members of a room.
 *
 * @param room the room
 * @param version the number of this change. Applying all changes of a room to an empty list, in the
 *     order of their numbers, gives its members
 * @param kind what happened
 * @param member the member, with its name after the change
 */
public record MembershipChange(Room room, long version, Kind kind, Member member) {
  /** What happened to a member. */
  public enum Kind {
    /** The user's first connection joined; the user is listed last. */
    JOINED,
    /** The user's last connection left. */
    LEFT,
    /** The user changed its name, and keeps its position in the list. */
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
