package dev.chatengine.engine;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.spi.PresenceRegistry.Registration;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.spi.SessionRecord;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the registry is told of one session: that it is there, again whenever the registry may think
 * otherwise, and how it ends. Belongs to the session's sequence.
 */
final class SessionRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(SessionRegistration.class);

  private final Session session;
  private final Node node;

  /** The registry may know of it, and has to be told of its end. */
  private boolean registered;

  /** The registry is to be told again what the session is, once it is not busy. */
  private boolean unconfirmed;

  /** The same, in a while or once the registry is back. */
  private boolean doubtful;

  /** By whose token another connection takes the session over. */
  private volatile @Nullable String tokenHash;

  /** The rooms that it was in at its end, as long as its members may have to be told. */
  private Set<Room> lastRooms = Set.of();

  SessionRegistration(Session session, Node node) {
    this.session = session;
    this.node = node;
  }

  /** The hash of the token by which it can be resumed. From any thread. */
  @Nullable String tokenHash() {
    return tokenHash;
  }

  /** It can be resumed by another token from now on. */
  void setTokenHash(String hash) {
    tokenHash = hash;
  }

  /** The registry knows it, by other means than {@link #register}. */
  void setRegistered(boolean known) {
    registered = known;
  }

  private SessionRecord record() {
    Set<Room> rooms = new LinkedHashSet<>();
    session.memberships().forEach(membership -> rooms.add(membership.room.room));
    return record(rooms);
  }

  private SessionRecord record(Set<Room> rooms) {
    return new SessionRecord(
        session.id(), node.settings.nodeId(), session.user(), session.nameAge(), rooms, tokenHash);
  }

  /**
   * Registers a busy session as it is, for the first time or again. That the registry is away keeps
   * nobody out: what it has to know is told once it is back.
   *
   * @param then is run in either case
   */
  void register(Runnable then) {
    registered = true;
    SessionRecord record = record();
    node.presenceCalls.call(
        session,
        () -> node.presence.register(record, node.settings.grace()),
        new Answer<Registration>() {
          @Override
          public void done(Registration registration) {
            node.announceOwn(registration.changes());
            if (!registration.nameKept()) {
              session.loseName();
            }
            then.run();
          }

          @Override
          public void failed(Throwable cause) {
            node.log.warn(
                LOG,
                "Cannot register session {}, trying later: {}",
                session.id(),
                cause.toString());
            doubt();
            then.run();
          }

          @Override
          public void late(Registration registration) {
            node.announceOwn(registration.changes());
            calledLate();
          }

          @Override
          public void lateFailure() {
            calledLate();
          }
        });
  }

  /** The registry may think otherwise of the session: it is told again what the session is. */
  void doubt() {
    if (!doubtful && !session.isGone() && !node.isClosed()) {
      doubtful = true;
      // While the registry is away nothing is tried: its return is noticed by the lease.
      if (!node.presenceIsAway()) {
        node.scheduler.schedule(
            node.retryDelay(), () -> session.execute(() -> confirmDoubtful(() -> {})));
      }
    }
  }

  /** The same as {@link #confirm} if it is necessary. */
  void confirmDoubtful(Runnable ended) {
    if (doubtful) {
      confirm(ended);
    } else {
      ended.run();
    }
  }

  /**
   * Registers the session again as it is, once it is not busy.
   *
   * @param ended is run when the registry has answered or failed, or is not asked now
   */
  void confirm(Runnable ended) {
    if (!registered || !session.isServed() || node.isClosed()) {
      ended.run();
      return;
    }
    if (session.isBusy()) {
      unconfirmed = true;
      ended.run();
      return;
    }
    session.busy();
    doubtful = false;
    register(
        () -> {
          ended.run();
          session.resume();
        });
  }

  /**
   * Registers a busy session again, as it is, if it waits for that.
   *
   * @param then is run in either case
   */
  void registerIfDue(Runnable then) {
    if (unconfirmed || doubtful) {
      unconfirmed = false;
      doubtful = false;
      register(then);
    } else {
      then.run();
    }
  }

  /** The session is not busy any more: what waited for that is done. */
  void confirmIfDue() {
    if (unconfirmed) {
      unconfirmed = false;
      confirm(() -> {});
    }
  }

  /** A call that was given up has had its effect, or may have: the last word is to be ours. */
  private void calledLate() {
    if (session.isGone()) {
      unregister();
    } else {
      doubt();
    }
  }

  // ---- the end

  /**
   * The session is gone.
   *
   * @param rooms the rooms that it was in
   * @param park whether it can be resumed
   */
  void end(Set<Room> rooms, boolean park) {
    lastRooms = rooms;
    if (!registered) {
      node.forget(session);
    } else if (!park) {
      unregister();
    } else if (doubtful || unconfirmed) {
      registerLastState();
    } else {
      park();
    }
  }

  /** What it is to come back to is told first: the registry may know it without its token. */
  private void registerLastState() {
    SessionRecord last = record(lastRooms);
    node.presenceCalls.call(
        session,
        () -> node.presence.register(last, node.settings.grace()),
        new Answer<Registration>() {
          @Override
          public void done(Registration registration) {
            node.announceOwn(registration.changes());
            park();
          }

          @Override
          public void failed(Throwable cause) {
            tryAgainUnlessClosing(cause, SessionRegistration.this::registerLastState);
          }

          @Override
          public void late(Registration registration) {
            node.announceOwn(registration.changes());
          }
        });
  }

  private void tryAgainUnlessClosing(Throwable cause, Runnable call) {
    if (node.isClosing()) {
      // It goes with the node's lease.
      node.forget(session);
    } else {
      LOG.debug("Cannot end session {}, trying again", session.id(), cause);
      node.scheduler.schedule(node.retryDelay(), () -> session.execute(call));
    }
  }

  private void park() {
    ByteBuffer places = session.directs.toHold();
    node.presenceCalls.call(
        session,
        () -> {
          node.presence.park(session.id());
          if (places != null) {
            node.presence.hold(session.id(), places.duplicate());
          }
          return session;
        },
        new Answer<Session>() {
          @Override
          public void done(Session parked) {
            node.forget(session);
          }

          @Override
          public void failed(Throwable cause) {
            if (cause instanceof UnknownSessionException) {
              // It was taken over, or the registry has lost its memory, which is noticed elsewhere.
              node.forget(session);
            } else if (cause instanceof IllegalArgumentException) {
              node.log.warn(LOG, "Session {} cannot be parked, and is ended", session.id(), cause);
              unregister();
            } else {
              tryAgainUnlessClosing(cause, SessionRegistration.this::park);
            }
          }
        });
  }

  private void unregister() {
    node.presenceCalls.call(
        session,
        () -> node.presence.unregister(session.id()),
        new Answer<List<MembershipChange>>() {
          @Override
          public void done(List<MembershipChange> changes) {
            node.forget(session);
            node.announceOwn(changes);
          }

          @Override
          public void failed(Throwable cause) {
            if (!node.isClosing()) {
              assumeLeft();
            }
            tryAgainUnlessClosing(cause, SessionRegistration.this::unregister);
          }

          @Override
          public void late(List<MembershipChange> changes) {
            node.announceOwn(changes);
          }
        });
  }

  /** Those in the rooms see the session go, though the registry does not know yet. */
  private void assumeLeft() {
    for (Room room : lastRooms) {
      Lane lane = node.lanes.of(room);
      lane.execute(
          () -> {
            LocalRoom local = lane.find(room);
            if (local != null) {
              local.assumeLeft(session.member());
            }
          });
    }
    lastRooms = Set.of();
  }
}
