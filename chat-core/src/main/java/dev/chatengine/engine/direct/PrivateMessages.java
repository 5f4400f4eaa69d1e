package dev.chatengine.engine.direct;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.task.RecentIds;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Member;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.User;
import dev.chatengine.protocol.BusCodec.UnreadableException;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import java.nio.ByteBuffer;
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

/** Passes private messages to their receivers, on any node. Safe for all threads. */
public final class PrivateMessages {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateMessages.class);
  private static final int MAX_RECENT_IDS = 10_000;

  private final NodeContext context;
  private final Sessions sessions;
  private final Bus bus;
  private final RecentIds recentIds = new RecentIds(MAX_RECENT_IDS);

  public PrivateMessages(NodeContext context, Sessions sessions, Bus bus) {
    this.context = context;
    this.sessions = sessions;
    this.bus = bus;
  }

  /**
   * The sessions of a user.
   *
   * @param member the user
   * @param sessions its sessions on this node
   * @param elsewhere the ids of its sessions on other nodes, by node
   * @param parked the ids of its sessions that have no connection at the moment
   * @param known whether the user is known, so that messages to it are stored
   */
  public record Target(
      Member member,
      List<Session> sessions,
      Map<String, List<String>> elsewhere,
      List<String> parked,
      boolean known) {
    /** A user that has no session. */
    public static Target away(User user) {
      Member member = new Member(user.id(), user.displayName());
      return new Target(member, List.of(), Map.of(), List.of(), true);
    }

    public int size() {
      return sessions.size() + elsewhere.values().stream().mapToInt(List::size).sum();
    }
  }

  /** Finds a user, and answers on the executor; with null if no user has that id. */
  public void locate(
      SerialExecutor executor,
      String userId,
      Consumer<@Nullable Target> found,
      Consumer<ProtocolError> failed) {
    context.presence.call(
        executor,
        registry -> registry.locate(userId),
        new Callback<List<SessionLocation>>() {
          @Override
          public void onSuccess(List<SessionLocation> locations) {
            found.accept(target(userId, locations));
          }

          @Override
          public void onFailure(Throwable cause) {
            List<Session> here = sessions.of(userId);
            if (here.isEmpty()) {
              context.log.warn(LOG, "Cannot locate a user: {}", cause.toString());
              failed.accept(ProtocolError.PRESENCE_UNAVAILABLE);
            } else {
              found.accept(
                  new Target(
                      here.get(0).member(), here, Map.of(), List.of(), here.get(0).user().known()));
            }
          }
        });
  }

  private @Nullable Target target(String userId, List<SessionLocation> locations) {
    List<Session> here = new ArrayList<>();
    Map<String, List<String>> elsewhere = new LinkedHashMap<>();
    List<String> parked = new ArrayList<>();
    String username = "";
    boolean known = false;
    for (SessionLocation location : locations) {
      Session session = sessions.find(location.sessionId());
      if (location.parked() || isAboutToBeParked(session)) {
        parked.add(location.sessionId());
      } else if (session != null && !session.outbound().isClosed()) {
        here.add(session);
      } else if (session == null && !location.nodeId().equals(context.settings.nodeId())) {
        elsewhere
            .computeIfAbsent(location.nodeId(), id -> new ArrayList<>())
            .add(location.sessionId());
      }
      username = location.username();
      known |= location.known();
    }
    if (locations.isEmpty()) {
      // The user may not be registered yet.
      here.addAll(sessions.of(userId));
    }
    if (!here.isEmpty()) {
      Session first = here.get(0);
      return new Target(first.member(), here, elsewhere, parked, first.user().known());
    }
    return elsewhere.isEmpty() && parked.isEmpty()
        ? null
        : new Target(new Member(userId, username), List.of(), elsewhere, parked, known);
  }

  private static boolean isAboutToBeParked(@Nullable Session session) {
    return session != null
        && session.outbound().isClosed()
        && session.registration.tokenHash() != null;
  }

  /**
   * Sends a message to all sessions of its receiver. If none has a connection now, the message is
   * held for the parked ones.
   *
   * @param outcome gets, on the executor, why no session gets the message; null if one does
   */
  public void deliver(
      SerialExecutor executor,
      Target target,
      PrivateMessage message,
      Consumer<@Nullable ProtocolError> outcome) {
    send(executor, target.sessions(), message);
    context.counters.privateMessages.increment();
    context.listeners.privateMessage(
        Direct.between(message.from().userId(), message.to().userId()), message);
    boolean reached = !target.sessions().isEmpty();
    if (!reached && target.elsewhere().isEmpty()) {
      hold(executor, target.parked(), message, outcome);
      return;
    }
    String id = context.newMessageId();
    sendToOthers(
        executor,
        target,
        ids -> new BusEvent.Ephemeral(id, ids, message),
        sent -> {
          if (!reached) {
            outcome.accept(sent ? null : ProtocolError.BUS_UNAVAILABLE);
          }
        });
    if (reached) {
      outcome.accept(null);
    }
  }

  private void hold(
      SerialExecutor executor,
      List<String> sessionIds,
      PrivateMessage message,
      Consumer<@Nullable ProtocolError> outcome) {
    ByteBuffer payload =
        bus.codec().encode(new BusEvent.Ephemeral(context.newMessageId(), List.of(), message));
    context.presence.call(
        executor,
        registry -> {
          boolean held = false;
          for (String id : sessionIds) {
            held |= registry.hold(id, payload.duplicate());
          }
          return held;
        },
        new Callback<Boolean>() {
          @Override
          public void onSuccess(Boolean held) {
            outcome.accept(held ? null : ProtocolError.HELD_TOO_MUCH);
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(LOG, "Cannot hold a private message: {}", cause.toString());
            outcome.accept(ProtocolError.PRESENCE_UNAVAILABLE);
          }
        });
  }

  /** Sends a session a payload that was held for it. */
  public void deliverHeld(Session session, ByteBuffer payload) {
    try {
      BusEvent event = bus.codec().decode(new NodeAddress(context.settings.nodeId()), payload);
      if (event instanceof BusEvent.Ephemeral ephemeral) {
        send(session, List.of(session), ephemeral.message());
      }
    } catch (UnreadableException e) {
      context.log.warn(
          LOG, "Cannot read a private message that was held: {}", String.valueOf(e.getMessage()));
    }
  }

  /** Closes every session of a user. */
  public void disconnect(SerialExecutor executor, Target target, String reason) {
    target.sessions().forEach(session -> session.outbound().close(CloseCode.REPLACED, reason));
    sendToOthers(executor, target, ids -> new BusEvent.Disconnect(ids, reason), sent -> {});
  }

  /** Makes an event for some sessions. */
  @FunctionalInterface
  private interface EventFor {
    BusEvent sessions(List<String> ids);
  }

  /** Sends an event to the other nodes; the outcome is whether any of it was sent. */
  private void sendToOthers(
      SerialExecutor executor, Target target, EventFor event, Consumer<Boolean> outcome) {
    AtomicInteger left = new AtomicInteger(target.elsewhere().size());
    AtomicInteger taken = new AtomicInteger();
    target
        .elsewhere()
        .forEach(
            (nodeId, ids) ->
                bus.send(
                    nodeId,
                    event.sessions(ids),
                    sent -> {
                      if (sent) {
                        taken.incrementAndGet();
                      }
                      if (left.decrementAndGet() == 0) {
                        executor.execute(() -> outcome.accept(taken.get() > 0));
                      }
                    }));
  }

  /** Takes a message from another node; the bus may deliver it twice. */
  public void receive(BusEvent.Ephemeral event) {
    synchronized (recentIds) {
      if (!recentIds.add(event.id())) {
        return;
      }
    }
    List<Session> receivers = new ArrayList<>();
    for (String id : event.sessionIds()) {
      Session session = sessions.find(id);
      if (session != null) {
        receivers.add(session);
      }
    }
    send(null, receivers, event.message());
  }

  /**
   * Sends a message to some sessions.
   *
   * @param executor the executor of this call, if known: if it is a receiver, it gets the message
   *     at once
   */
  private void send(
      @Nullable SerialExecutor executor, Collection<Session> receivers, PrivateMessage message) {
    if (receivers.isEmpty()) {
      return;
    }
    OutboundFrame frame = context.encoder.encode(new ServerFrame.PrivateReceived(message));
    for (Session session : receivers) {
      if (session.equals(executor)) {
        session.deliverNow(frame);
      } else {
        session.deliver(frame);
      }
    }
  }
}
