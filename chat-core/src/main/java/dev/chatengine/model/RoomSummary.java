package dev.chatengine.model;

/**
 * A room that has members, in a list of rooms.
 *
 * @param room the room
 * @param members how many users are in the room, in the whole cluster
 */
public record RoomSummary(Room room, int members) {
  /**
   * Checks the bounds.
   *
   * @param room see the record
   * @param members see the record
   * @throws IllegalArgumentException if there are fewer than 0 members
   */
  public RoomSummary {
    Checks.notNegative(members, "members");
  }
}
