package dev.chatengine.engine;

import dev.chatengine.model.Direct;
import dev.chatengine.model.Member;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds whom a private message is for, and passes it on. Safe for all threads. */
final class PrivateMessages {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateMessages.class);

  private final Node node;

  PrivateMessages(Node node) {
    this.node = node;
  }

  /**
   * Whom a message is for.
   *
   * @param member the user
   * @param sessions its sessions on this node
   */
  record Target(Member member, List<Session> sessions) {}

  /** Finds a user, and answers on the sequence; with null if nobody has that id. */
  void locate(
      Sequence sequence,
      String userId,
      Consumer<@Nullable Target> found,
      Consumer<ProtocolError> failed) {
    node.presenceCalls.call(
        sequence,
        () -> node.presence.locate(userId),
        new Answer<List<SessionLocation>>() {
          @Override
          public void done(List<SessionLocation> locations) {
            found.accept(target(locations));
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot locate a user", cause);
            failed.accept(ProtocolError.PRESENCE_UNAVAILABLE);
          }
        });
  }

  private @Nullable Target target(List<SessionLocation> locations) {
    List<Session> sessions = new ArrayList<>();
    for (SessionLocation location : locations) {
      Session session = node.session(location.sessionId());
      if (session != null) {
        sessions.add(session);
      }
    }
    return sessions.isEmpty() ? null : new Target(sessions.get(0).member(), sessions);
  }

  /** Gives a message to every session of whom it is for. */
  void deliver(Target target, PrivateMessage message) {
    OutboundFrame frame = node.encoder.encode(new ServerFrame.PrivateReceived(message));
    for (Session session : target.sessions()) {
      session.outbound().send(frame);
      session.outbound().flush();
    }
    node.counters.privateMessages.increment();
    node.listeners.privateMessage(
        Direct.between(message.from().userId(), message.to().userId()), message);
  }
}
