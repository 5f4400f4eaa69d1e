package dev.chatengine.engine.session;

import dev.chatengine.model.Room;

/**
 * One session in one room on this node. Its index belongs to the room's lane; the session's list of
 * memberships belongs to the session's executor.
 */
public final class Membership {
  public final Session session;
  public final Outbound outbound;
  public final Room room;

  /**
   * Whether the client has opted in to the extensions, and so gets a frame when the log restarts.
   */
  public final boolean extended;

  public int index = -1;

  public Membership(Session session, Room room, boolean extended) {
    this.session = session;
    this.outbound = session.outbound();
    this.room = room;
    this.extended = extended;
  }
}
