package dev.chatengine.engine.registration;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.direct.DirectLogs;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.room.LocalRoom;
import dev.chatengine.engine.room.MemberChanges;
import dev.chatengine.engine.room.Rooms;
import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.RegistrationState;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.PresenceRegistry.Registration;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.spi.SessionRecord;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions: removes them from their rooms, parks sessions that can be resumed, and unregisters
 * others. Every method is called on the session's executor.
 */
public final class SessionEnd {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEnd.class);

  private final NodeContext context;
  private final Sessions sessions;
  private final Lanes lanes;
  private final Rooms rooms;
  private final MemberChanges changes;
  private final DirectLogs directLogs;

  public SessionEnd(
      NodeContext context,
      Sessions sessions,
      Lanes lanes,
      Rooms rooms,
      MemberChanges changes,
      DirectLogs directLogs) {
    this.context = context;
    this.sessions = sessions;
    this.lanes = lanes;
    this.rooms = rooms;
    this.changes = changes;
    this.directLogs = directLogs;
  }

  /** The session's connection is closed: leaves all rooms on this node, then in the registry. */
  public void end(Session session) {
    context.counters.closes.increment(session.closeCode());
    List<Membership> memberships = session.takeMemberships();
    Set<Room> left = new LinkedHashSet<>();
    AtomicInteger waiting = new AtomicInteger(memberships.size());
    for (Membership membership : memberships) {
      Room room = membership.room;
      left.add(room);
      Lane lane = lanes.of(room);
      lane.execute(
          () -> {
            LocalRoom local = rooms.find(lane, room);
            if (local != null) {
              local.removeMember(membership);
            }
            if (waiting.decrementAndGet() == 0) {
              session.execute(() -> updateRegistry(session, left));
            }
          });
    }
    if (memberships.isEmpty()) {
      updateRegistry(session, left);
    }
  }

  private void updateRegistry(Session session, Set<Room> left) {
    RegistrationState state = session.registration;
    state.lastRooms = left;
    if (!state.registered) {
      forget(session);
    } else if (!mayBeResumed(session)) {
      unregister(session);
    } else if (state.stale || state.due) {
      registerLastState(session);
    } else {
      park(session);
    }
  }

  /**
   * Whether another connection may resume the session by its token. Also after code 1001: browsers
   * and proxies use it even while the page stays open.
   */
  private static boolean mayBeResumed(Session session) {
    int code = session.closeCode();
    return session.registration.tokenHash() != null
        && !session.isBroken()
        && code != CloseCode.NORMAL.code()
        && code != CloseCode.UNAUTHORIZED.code()
        && code != CloseCode.REPLACED.code();
  }

  private void forget(Session session) {
    sessions.remove(session);
    if (session.user().known() && !sessions.has(session.userId())) {
      directLogs.userDisconnected(session.userId());
    }
  }

  /** The record with which a session is registered now. */
  SessionRecord record(Session session) {
    Set<Room> all = new LinkedHashSet<>();
    session.memberships().forEach(membership -> all.add(membership.room));
    return record(session, all);
  }

  private SessionRecord record(Session session, Set<Room> all) {
    return new SessionRecord(
        session.id(),
        context.settings.nodeId(),
        session.user(),
        session.nameAge(),
        all,
        session.registration.tokenHash());
  }

  /** Registers the session's last state before it is parked: its token may not be registered. */
  private void registerLastState(Session session) {
    SessionRecord last = record(session, session.registration.lastRooms);
    context.presence.call(
        session,
        registry -> registry.register(last, context.settings.grace()),
        new Callback<Registration>() {
          @Override
          public void onSuccess(Registration registration) {
            changes.announceOwn(registration.changes());
            park(session);
          }

          @Override
          public void onFailure(Throwable cause) {
            tryAgainUnlessClosing(session, cause, () -> registerLastState(session));
          }

          @Override
          public void onLateSuccess(Registration registration) {
            changes.announceOwn(registration.changes());
          }
        });
  }

  private void park(Session session) {
    ByteBuffer positions = session.directs.toHold();
    context.presence.call(
        session,
        registry -> {
          registry.park(session.id());
          if (positions != null) {
            registry.hold(session.id(), positions.duplicate());
          }
          return session;
        },
        new Callback<Session>() {
          @Override
          public void onSuccess(Session parked) {
            forget(session);
          }

          @Override
          public void onFailure(Throwable cause) {
            if (cause instanceof UnknownSessionException) {
              // It was taken over, or the registry has lost its data, which the lease notices.
              forget(session);
            } else if (cause instanceof IllegalArgumentException) {
              context.log.warn(LOG, "Cannot park session {}, ending it", session.id(), cause);
              unregister(session);
            } else {
              tryAgainUnlessClosing(session, cause, () -> park(session));
            }
          }
        });
  }

  public void unregister(Session session) {
    context.presence.call(
        session,
        registry -> registry.unregister(session.id()),
        new Callback<List<MembershipChange>>() {
          @Override
          public void onSuccess(List<MembershipChange> changed) {
            forget(session);
            changes.announceOwn(changed);
          }

          @Override
          public void onFailure(Throwable cause) {
            if (!context.isClosing()) {
              assumeLeft(session);
            }
            tryAgainUnlessClosing(session, cause, () -> unregister(session));
          }

          @Override
          public void onLateSuccess(List<MembershipChange> changed) {
            changes.announceOwn(changed);
          }
        });
  }

  /** Announces the session's leave on this node, before it is unregistered. */
  private void assumeLeft(Session session) {
    Member member = session.member();
    Set<Room> left = session.registration.lastRooms;
    session.registration.lastRooms = Set.of();
    for (Room room : left) {
      Lane lane = lanes.of(room);
      lane.execute(
          () -> {
            LocalRoom local = rooms.find(lane, room);
            if (local != null) {
              local.presence.assumeLeft(member);
            }
          });
    }
  }

  private void tryAgainUnlessClosing(Session session, Throwable cause, Runnable call) {
    if (context.isClosing()) {
      // It ends with the node's lease.
      forget(session);
    } else {
      LOG.debug("Cannot end session {}, trying again", session.id(), cause);
      context.scheduler.schedule(context.retryDelay(), () -> session.execute(call));
    }
  }
}
