package dev.chatengine.memory.presence;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.model.User;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry.Lease;
import dev.chatengine.spi.PresenceRegistry.Registration;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import dev.chatengine.spi.PresenceRegistry.Takeover;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.spi.SessionRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The data of a registry. A change affects a session, its user, a name and several rooms at once,
 * so one lock guards all of them. Each method holds it for a few look-ups, or for one look-up for
 * each member, room or session of its result.
 */
public final class PresenceData {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final String epoch = UUID.randomUUID().toString();
  private final PresenceLimits limits;
  private final LongSupplier nanoClock;
  private final long origin;

  private final Map<String, PresenceNode> nodes = new LinkedHashMap<>();
  private final Map<String, PresenceSession> sessions = new HashMap<>();
  private final Map<String, PresenceSession> tokens = new HashMap<>();
  private final Map<String, PresenceUser> users = new HashMap<>();
  private final ParkedSessions parked = new ParkedSessions();
  private final PresenceRooms rooms = new PresenceRooms();
  private final PresenceNames names = new PresenceNames(rooms);
  private long heldBytes;

  public PresenceData(PresenceLimits limits, LongSupplier nanoClock) {
    this.limits = limits;
    this.nanoClock = nanoClock;
    this.origin = nanoClock.getAsLong();
  }

  public synchronized Lease renew(String nodeId, Duration timeToLive) {
    long now = now();
    PresenceNode node = node(nodeId, now);
    boolean fresh = !node.isAlive(now);
    node.extend(now, nanos(timeToLive));
    return new Lease(epoch, fresh, node.namesLost);
  }

  public synchronized void release(String nodeId) {
    PresenceNode node = nodes.get(nodeId);
    if (node != null) {
      node.end(now());
    }
  }

  public synchronized Registration register(SessionRecord record, Duration grace) {
    limits.checkRooms(record.rooms().size());
    PresenceSession session = sessions.get(record.sessionId());
    List<MembershipChange> changes = new ArrayList<>();
    if (session != null && !session.owner.id.equals(record.user().id())) {
      end(session, changes);
      session = null;
    }
    if (session == null) {
      limits.checkSessions(sessions.size());
      PresenceUser owner = users.computeIfAbsent(record.user().id(), PresenceUser::new);
      PresenceNode node = node(record.nodeId(), now());
      session = new PresenceSession(record.sessionId(), owner, record.user(), node);
      owner.sessions.add(session);
      sessions.put(session.id, session);
    }
    session.user = record.user();
    session.grace = nanos(grace);
    serve(session, record.nodeId(), record.tokenHash());
    leaveAllBut(record.rooms(), session, changes);
    long now = now();
    long since = now - nanos(record.nameAge());
    PresenceUser holder = names.otherHolder(session.owner, record.user());
    boolean nameKept = holder == null || (now < holder.nameCertainFrom && since < holder.nameSince);
    if (nameKept) {
      if (holder != null) {
        names.lose(holder, changes);
      }
      long certainFrom = now + session.node.timeToLive();
      names.adopt(session.owner, record.user(), since, certainFrom, changes);
    } else if (session.owner.sessions.size() == 1) {
      names.drop(session.owner, changes);
    }
    joinAll(record.rooms(), session, changes);
    return new Registration(nameKept, changes);
  }

  public synchronized NameClaim claimName(String sessionId, String name) {
    PresenceSession session = session(sessionId);
    User named = session.user.toBuilder().name(name).build();
    if (names.otherHolder(session.owner, named) != null) {
      return new NameClaim.Taken();
    }
    List<MembershipChange> changes = new ArrayList<>();
    session.node.namesLost.remove(sessionId);
    // These data may replace lost ones: older holders may not be registered yet.
    names.adopt(session.owner, named, now(), session.node.timeToLive(), changes);
    return new NameClaim.Claimed(changes);
  }

  public synchronized Optional<MembershipChange> join(String sessionId, Room room) {
    PresenceSession session = session(sessionId);
    if (session.rooms.contains(room)) {
      return Optional.empty();
    }
    limits.checkRooms(session.rooms.size() + 1);
    return Optional.ofNullable(joinRoom(session, room));
  }

  public synchronized Optional<MembershipChange> leave(String sessionId, Room room) {
    PresenceSession session = session(sessionId);
    return session.rooms.remove(room)
        ? Optional.ofNullable(rooms.leave(room, session.owner.id))
        : Optional.empty();
  }

  public synchronized List<MembershipChange> unregister(String sessionId) {
    PresenceSession session = sessions.get(sessionId);
    List<MembershipChange> changes = new ArrayList<>();
    if (session != null) {
      end(session, changes);
    }
    return changes;
  }

  public synchronized void park(String sessionId) {
    PresenceSession session = session(sessionId);
    if (session.tokenHash == null) {
      throw new IllegalArgumentException("session " + sessionId + " has no token");
    }
    if (session.parking == null) {
      long now = now();
      // A session that counts as parked already keeps the end of its grace time.
      park(session, session.isParked(now) ? session.graceEnd() : now + session.grace);
    }
  }

  public synchronized Optional<Takeover> takeOver(
      String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
    PresenceSession session = tokens.get(tokenHash);
    if (session == null) {
      return repeatedTakeover(tokenHash, newSessionId, nodeId, newTokenHash);
    }
    if (session.isOver(now())) {
      return Optional.empty();
    }
    if (!session.id.equals(newSessionId)) {
      if (sessions.containsKey(newSessionId)) {
        throw new IllegalArgumentException("there is a session " + newSessionId + " already");
      }
      sessions.remove(session.id);
      session.node.namesLost.remove(session.id);
      session.id = newSessionId;
      sessions.put(newSessionId, session);
    }
    String formerNodeId = session.node.id;
    serve(session, nodeId, newTokenHash);
    session.handover = new PresenceSession.Handover(tokenHash, formerNodeId);
    return Optional.of(new Takeover(session.toRecord(now()), formerNodeId, takeHeld(session)));
  }

  public synchronized boolean hold(String sessionId, ByteBuffer payload) {
    PresenceSession session = sessions.get(sessionId);
    long now = now();
    if (session == null || !session.isParked(now) || session.isOver(now)) {
      return false;
    }
    long cost = HeldPayloads.cost(payload);
    if (!limits.mayHold(session.held.bytes() + cost, heldBytes + cost)) {
      return false;
    }
    session.held.add(payload);
    heldBytes += cost;
    return true;
  }

  public synchronized List<SessionLocation> locate(String userId) {
    PresenceUser user = users.get(userId);
    List<SessionLocation> locations = new ArrayList<>();
    if (user != null) {
      long now = now();
      for (PresenceSession session : user.sessions) {
        if (!session.isOver(now)) {
          locations.add(
              new SessionLocation(
                  session.id,
                  session.node.id,
                  session.isParked(now),
                  user.displayName(),
                  session.user.known()));
        }
      }
    }
    return locations;
  }

  public synchronized RoomMembers members(Room room) {
    return rooms.members(room);
  }

  public synchronized Map<Room, Long> versions(Set<Room> wanted) {
    Map<Room, Long> versions = new HashMap<>();
    wanted.forEach(room -> versions.put(room, rooms.version(room)));
    return versions;
  }

  public synchronized List<RoomSummary> rooms(String after, int limit) {
    return rooms.page(after, limit);
  }

  /**
   * Removes some sessions whose time is over; only a few, so that other calls get the lock in
   * between.
   *
   * @return whether there may be more
   */
  public synchronized boolean expire(int steps, List<MembershipChange> changes) {
    long now = now();
    int left = steps;
    for (var all = nodes.values().iterator(); all.hasNext() && left > 0; ) {
      PresenceNode node = all.next();
      if (node.isAlive(now)) {
        continue;
      }
      while (left > 0 && !node.sessions.isEmpty()) {
        left--;
        PresenceSession session = node.sessions.iterator().next();
        if (session.tokenHash == null) {
          end(session, changes);
        } else {
          park(session, session.graceEnd());
        }
      }
      if (node.sessions.isEmpty()) {
        all.remove();
      }
    }
    while (left > 0) {
      PresenceSession session = parked.over(now);
      if (session == null) {
        return false;
      }
      left--;
      end(session, changes);
    }
    return true;
  }

  /** Caps a duration, so that adding it to a time does not overflow. */
  private static long nanos(Duration duration) {
    return duration.compareTo(LONGEST) < 0 ? duration.toNanos() : LONGEST.toNanos();
  }

  private long now() {
    return nanoClock.getAsLong() - origin;
  }

  private PresenceSession session(String sessionId) {
    PresenceSession session = sessions.get(sessionId);
    if (session == null) {
      throw new UnknownSessionException(sessionId);
    }
    return session;
  }

  /** Finds a node. An unknown node has a lease that expires now. */
  private PresenceNode node(String nodeId, long now) {
    return nodes.computeIfAbsent(nodeId, id -> new PresenceNode(id, now));
  }

  /** Makes a node serve a session from now on, under a token. */
  private void serve(PresenceSession session, String nodeId, @Nullable String tokenHash) {
    parked.remove(session);
    session.node.remove(session);
    session.node = node(nodeId, now());
    session.node.sessions.add(session);
    if (session.tokenHash != null) {
      tokens.remove(session.tokenHash, session);
    }
    session.tokenHash = tokenHash;
    if (tokenHash != null) {
      tokens.put(tokenHash, session);
    }
  }

  private void park(PresenceSession session, long end) {
    session.node.remove(session);
    parked.add(session, end);
  }

  private void end(PresenceSession session, List<MembershipChange> changes) {
    leaveAllBut(Set.of(), session, changes);
    sessions.remove(session.id);
    parked.remove(session);
    session.node.remove(session);
    if (session.tokenHash != null) {
      tokens.remove(session.tokenHash, session);
    }
    takeHeld(session);
    PresenceUser owner = session.owner;
    owner.sessions.remove(session);
    if (owner.sessions.isEmpty()) {
      users.remove(owner.id);
      names.release(owner);
    }
  }

  private List<ByteBuffer> takeHeld(PresenceSession session) {
    heldBytes -= session.held.bytes();
    return session.held.take();
  }

  private Optional<Takeover> repeatedTakeover(
      String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
    PresenceSession session = sessions.get(newSessionId);
    if (session == null
        || session.handover == null
        || session.isParked(now())
        || !session.handover.tokenHash().equals(tokenHash)
        || !session.node.id.equals(nodeId)
        || !newTokenHash.equals(session.tokenHash)) {
      return Optional.empty();
    }
    String formerNodeId = session.handover.formerNodeId();
    return Optional.of(new Takeover(session.toRecord(now()), formerNodeId, List.of()));
  }

  private @Nullable MembershipChange joinRoom(PresenceSession session, Room room) {
    session.rooms.add(room);
    return rooms.join(room, session.owner.id, session.owner.displayName());
  }

  /** Joins rooms in the order of their names, so that equal calls return equal changes. */
  private void joinAll(Set<Room> wanted, PresenceSession session, List<MembershipChange> changes) {
    wanted.stream()
        .filter(room -> !session.rooms.contains(room))
        .sorted(Comparator.comparing(Room::name))
        .toList()
        .forEach(room -> add(changes, joinRoom(session, room)));
  }

  private void leaveAllBut(
      Set<Room> wanted, PresenceSession session, List<MembershipChange> changes) {
    session.rooms.removeIf(
        room -> {
          if (wanted.contains(room)) {
            return false;
          }
          add(changes, rooms.leave(room, session.owner.id));
          return true;
        });
  }

  private static void add(List<MembershipChange> changes, @Nullable MembershipChange change) {
    if (change != null) {
      changes.add(change);
    }
  }
}
