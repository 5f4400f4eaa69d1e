package dev.chatengine.engine;

import dev.chatengine.memory.LocalBroadcaster;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Room;
import java.util.List;

/** A node that was never started, for what needs one only to exist. */
final class TestNode {
  private static final Room ROOM = new Room("tea");

  private final Node node =
      new Node(
          Settings.defaults("node"),
          new Plugins(
              MemoryMessageStore.builder().build(),
              LocalBroadcaster.create(),
              MemoryPresenceRegistry.builder().build(),
              null,
              null,
              null,
              null,
              List.of(),
              List.of()),
          new StepScheduler(true));
  private final LocalRoom room = new LocalRoom(ROOM, node.lanes.of(ROOM), node);

  /** A membership of a session of its own. */
  Membership membership(String sessionId, RecordedConnection connection) {
    return new Membership(new Session(sessionId, node, connection), room, false);
  }
}
