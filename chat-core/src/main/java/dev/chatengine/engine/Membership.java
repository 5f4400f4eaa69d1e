package dev.chatengine.engine;

import dev.chatengine.model.Room;

/**
 * One session's place in one room on this node. Its index belongs to the room's lane, which session
 * has it to the session's sequence.
 */
final class Membership {
  final Session session;
  final Outbound outbound;
  final Room room;

  /** Whether the client is told when the room's log starts again. */
  final boolean extended;

  int index = -1;

  Membership(Session session, Room room, boolean extended) {
    this.session = session;
    this.outbound = session.outbound();
    this.room = room;
    this.extended = extended;
  }
}
