package dev.chatengine.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a node, by their ids and by their users' ids. A guest that was not resumed has
 * its session's id, and needs no entry of its own. Safe for all threads.
 */
final class Sessions {
  private final Map<String, Session> byId = new ConcurrentHashMap<>();
  private final Map<String, List<Session>> byUser = new ConcurrentHashMap<>();

  void add(Session session) {
    byId.put(session.id(), session);
  }

  /** The session is of another user from now on. */
  void changeUser(Session session, String formerUserId, String userId) {
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
  boolean has(String userId) {
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

  void remove(Session session) {
    if (byId.remove(session.id(), session)) {
      removeUser(session, session.userId());
    }
  }

  @Nullable Session find(String id) {
    return byId.get(id);
  }

  /** One that is of a user, closed or not. */
  @Nullable Session any(String userId) {
    Session guest = byId.get(userId);
    if (guest != null && guest.userId().equals(userId)) {
      return guest;
    }
    List<Session> all = byUser.get(userId);
    return all == null ? null : all.get(0);
  }

  /** All that are of a user and not closed. */
  List<Session> of(String userId) {
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

  /** The session that a token takes over, if it is here; closed or not. */
  @Nullable Session ofToken(String userId, String tokenHash) {
    Session guest = byId.get(userId);
    if (guest != null && guest.hasToken(tokenHash)) {
      return guest;
    }
    for (Session session : byUser.getOrDefault(userId, List.of())) {
      if (session.hasToken(tokenHash)) {
        return session;
      }
    }
    return null;
  }

  Collection<Session> all() {
    return byId.values();
  }

  int size() {
    return byId.size();
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }
}
