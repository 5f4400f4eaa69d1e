package dev.chatengine.engine.session;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.context.Settings;
import dev.chatengine.engine.plugin.Plugins;
import dev.chatengine.engine.task.StepScheduler;
import dev.chatengine.memory.LocalBroadcaster;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.protocol.ClientRequest;
import java.util.List;

/** Makes sessions without a node. */
final class TestSessions implements SessionHandler {
  private final NodeContext context =
      new NodeContext(
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

  Session session(String id, RecordedConnection connection) {
    return new Session(id, context, this, connection);
  }

  @Override
  public void handle(Session session, ClientRequest request) {}

  @Override
  public void idle(Session session) {}

  @Override
  public void stale(Session session) {}

  @Override
  public void ended(Session session) {}
}
