package dev.chatengine.engine;

import dev.chatengine.model.Direct;
import dev.chatengine.model.Member;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds whom a private message is for, on any node, and passes it on. Safe for all threads. */
final class PrivateMessages {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateMessages.class);
  private static final int MAX_HEARD_LATELY = 10_000;

  private final Node node;
  private final RecentIds heardLately = new RecentIds(MAX_HEARD_LATELY);

  PrivateMessages(Node node) {
    this.node = node;
  }

  /**
   * Where a user is.
   *
   * @param member the user
   * @param sessions its sessions on this node
   * @param elsewhere the ids of its sessions on other nodes, by node
   */
  record Target(Member member, List<Session> sessions, Map<String, List<String>> elsewhere) {
    int size() {
      return sessions.size() + elsewhere.values().stream().mapToInt(List::size).sum();
    }
  }

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
            found.accept(target(userId, locations));
          }

          @Override
          public void failed(Throwable cause) {
            List<Session> here = node.sessionsOf(userId);
            if (here.isEmpty()) {
              LOG.warn("Cannot locate a user: {}", cause.toString());
              failed.accept(ProtocolError.PRESENCE_UNAVAILABLE);
            } else {
              found.accept(new Target(here.get(0).member(), here, Map.of()));
            }
          }
        });
  }

  private @Nullable Target target(String userId, List<SessionLocation> locations) {
    List<Session> sessions = new ArrayList<>();
    Map<String, List<String>> elsewhere = new LinkedHashMap<>();
    String username = "";
    for (SessionLocation location : locations) {
      Session session = node.session(location.sessionId());
      if (session != null) {
        sessions.add(session);
      } else if (!location.parked() && !location.nodeId().equals(node.settings.nodeId())) {
        elsewhere
            .computeIfAbsent(location.nodeId(), id -> new ArrayList<>())
            .add(location.sessionId());
      }
      username = location.username();
    }
    if (sessions.isEmpty() && elsewhere.isEmpty()) {
      // A guest has its session's id, and the registry may not have heard of it yet.
      Session session = node.session(userId);
      if (session != null && !session.outbound().isClosed()) {
        sessions.add(session);
      }
    }
    if (!sessions.isEmpty()) {
      return new Target(sessions.get(0).member(), sessions, elsewhere);
    }
    return elsewhere.isEmpty()
        ? null
        : new Target(new Member(userId, username), List.of(), elsewhere);
  }

  /**
   * Gives a message to every session of whom it is for.
   *
   * @param outcome hears, on the sequence, whether it is on its way to any of them
   */
  void deliver(
      Sequence sequence, Target target, PrivateMessage message, Consumer<Boolean> outcome) {
    send(target.sessions(), message);
    node.counters.privateMessages.increment();
    node.listeners.privateMessage(
        Direct.between(message.from().userId(), message.to().userId()), message);
    Consumer<Boolean> published = target.sessions().isEmpty() ? outcome : sent -> {};
    String id = node.newMessageId();
    tell(sequence, target, ids -> new BusEvent.Whispered(id, ids, message), published);
    if (!target.sessions().isEmpty()) {
      outcome.accept(true);
    }
  }

  /** Closes every session of a user. */
  void disconnect(Sequence sequence, Target target, String reason) {
    node.close(target.sessions(), reason);
    tell(sequence, target, ids -> new BusEvent.Disconnect(ids, reason), sent -> {});
  }

  /** Makes an event for some sessions. */
  @FunctionalInterface
  private interface EventFor {
    BusEvent sessions(List<String> ids);
  }

  /** Tells the other nodes; the outcome is whether any could be told. */
  private void tell(Sequence sequence, Target target, EventFor event, Consumer<Boolean> outcome) {
    AtomicInteger left = new AtomicInteger(target.elsewhere().size());
    AtomicInteger taken = new AtomicInteger();
    target
        .elsewhere()
        .forEach(
            (nodeId, ids) ->
                node.bus.send(
                    nodeId,
                    event.sessions(ids),
                    sent -> {
                      if (sent) {
                        taken.incrementAndGet();
                      }
                      if (left.decrementAndGet() == 0) {
                        sequence.execute(() -> outcome.accept(taken.get() > 0));
                      }
                    }));
  }

  /** A message from another node, which the bus may bring twice. */
  void heard(BusEvent.Whispered whispered) {
    synchronized (heardLately) {
      if (!heardLately.add(whispered.id())) {
        return;
      }
    }
    List<Session> sessions = new ArrayList<>();
    for (String id : whispered.sessionIds()) {
      Session session = node.session(id);
      if (session != null) {
        sessions.add(session);
      }
    }
    send(sessions, whispered.message());
  }

  private void send(Collection<Session> sessions, PrivateMessage message) {
    if (sessions.isEmpty()) {
      return;
    }
    OutboundFrame frame = node.encoder.encode(new ServerFrame.PrivateReceived(message));
    for (Session session : sessions) {
      session.outbound().send(frame);
      session.outbound().flush();
    }
  }
}
