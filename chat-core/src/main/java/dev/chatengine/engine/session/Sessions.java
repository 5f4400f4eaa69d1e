package dev.chatengine.engine.session;

import dev.chatengine.engine.telemetry.EventLog;
import dev.chatengine.model.User;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.spi.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of a node, by their ids and by their users' ids. A guest whose session was not
 * resumed has its session's id, and needs no entry of its own. Safe for all threads.
 */
public final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final EventLog log;
  private final Object localNames = new Object();
  private final Map<String, Session> byId = new ConcurrentHashMap<>();
  private final Map<String, List<Session>> byUser = new ConcurrentHashMap<>();

  public Sessions(EventLog log) {
    this.log = log;
  }

  public void add(Session session) {
    byId.put(session.id(), session);
  }

  /**
   * Gives a session to another user.
   *
   * @param nameAge how long the user has had its name
   */
  public void changeUser(Session session, User user, Duration nameAge) {
    String formerUserId = session.userId();
    String userId = user.id();
    session.setUser(user, nameAge);
    if (formerUserId.equals(userId)) {
      return;
    }
    removeUser(session, formerUserId);
    if (!userId.equals(session.id())) {
      byUser.compute(
          userId,
          (id, before) -> {
            List<Session> all = new ArrayList<>(before == null ? List.of() : before);
            all.add(session);
            return List.copyOf(all);
          });
    }
  }

  /** Whether a user has a session here, closed or not. */
  public boolean has(String userId) {
    return byUser.containsKey(userId) || byId.containsKey(userId);
  }

  private void removeUser(Session session, String userId) {
    byUser.computeIfPresent(
        userId,
        (id, before) -> {
          List<Session> left = before.stream().filter(one -> one != session).toList();
          return left.isEmpty() ? null : left;
        });
  }

  public void remove(Session session) {
    if (byId.remove(session.id(), session)) {
      removeUser(session, session.userId());
    }
  }

  public @Nullable Session find(String id) {
    return byId.get(id);
  }

  /** One session of a user, closed or not. */
  @Nullable Session any(String userId) {
    Session guest = byId.get(userId);
    if (guest != null && guest.userId().equals(userId)) {
      return guest;
    }
    List<Session> all = byUser.get(userId);
    return all == null ? null : all.get(0);
  }

  /** All sessions of a user that are not closed. */
  public List<Session> of(String userId) {
    List<Session> found = new ArrayList<>();
    Session guest = byId.get(userId);
    if (guest != null && guest.userId().equals(userId) && !guest.outbound().isClosed()) {
      found.add(guest);
    }
    for (Session session : byUser.getOrDefault(userId, List.of())) {
      if (!session.outbound().isClosed()) {
        found.add(session);
      }
    }
    return found;
  }

  /** The session of a token, if it is on this node; closed or not. */
  @Nullable Session ofToken(String userId, String tokenHash) {
    Session guest = byId.get(userId);
    if (guest != null && tokenHash.equals(guest.registration.tokenHash())) {
      return guest;
    }
    for (Session session : byUser.getOrDefault(userId, List.of())) {
      if (tokenHash.equals(session.registration.tokenHash())) {
        return session;
      }
    }
    return null;
  }

  /** Whether a user is a guest whose only sessions are on this node. */
  public boolean isGuest(String userId) {
    Session session = any(userId);
    return session != null && !session.user().known();
  }

  /** Whether a user is a guest whose session ends with its connection. */
  public boolean isTransient(String userId) {
    Session session = any(userId);
    return session != null && !session.user().known() && session.registration.tokenHash() == null;
  }

  /**
   * Gives a session a name if no other user on this node has it; called on the session's executor.
   * For the time while the registry is away: looks at all sessions.
   */
  public boolean claimHere(Session session, String name) {
    synchronized (localNames) {
      if (isTakenHere(session, name)) {
        return false;
      }
      session.setName(name);
      return true;
    }
  }

  /** Whether another user on this node has a name; looks at all sessions. */
  public boolean isTakenHere(Session session, String name) {
    return !session.user().known()
        && all().stream()
            .map(Session::user)
            .anyMatch(
                user ->
                    name.equals(user.name())
                        && !user.known()
                        && !user.id().equals(session.userId()));
  }

  /** Closes the connection of a session that another connection has taken over. */
  public void closeTakenOver(BusEvent.TakenOver taken) {
    Session former = ofToken(taken.userId(), taken.tokenHash());
    if (former != null) {
      former.outbound().close(CloseCode.REPLACED, "another connection has taken over this session");
    }
  }

  /** Closes a connection; the client should connect again to another node. */
  public void closeForRestart(Session session) {
    try {
      session.outbound().close(CloseCode.RESTARTING, "the server is restarting");
    } catch (Throwable e) {
      log.warn(LOG, "Cannot close a connection", e);
    }
  }

  /** How many bytes are queued for all clients. Looks at each session. */
  public long pendingBytes() {
    long bytes = 0;
    for (Session session : byId.values()) {
      bytes += session.outbound().pendingBytes();
    }
    return bytes;
  }

  public Collection<Session> all() {
    return byId.values();
  }

  public int size() {
    return byId.size();
  }

  public boolean isEmpty() {
    return byId.isEmpty();
  }
}
