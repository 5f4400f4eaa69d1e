package dev.chatengine.engine;

/** One session's place in one room on this node. Its index belongs to the room's lane. */
final class Membership {
  final Session session;
  final Outbound outbound;
  final LocalRoom room;
  int index = -1;

  Membership(Session session, LocalRoom room) {
    this.session = session;
    this.outbound = session.outbound();
    this.room = room;
  }
}
