package dev.chatengine.memory.presence;

import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.SessionRecord;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One session. Guarded by the registry's lock. */
final class PresenceSession {
  final PresenceUser owner;
  final Set<Room> rooms = new LinkedHashSet<>();
  final HeldPayloads held = new HeldPayloads();
  String id;
  PresenceNode node;
  User user;
  long grace;
  @Nullable String tokenHash;

  /** The last takeover, so that a takeover whose answer was lost can be repeated. */
  @Nullable Handover handover;

  /** Not null while the session is parked. */
  @Nullable Parking parking;

  PresenceSession(String id, PresenceUser owner, User user, PresenceNode node) {
    this.id = id;
    this.owner = owner;
    this.user = user;
    this.node = node;
  }

  /** Whether the session is parked, or counts as parked because its node's lease has expired. */
  boolean isParked(long now) {
    return parking != null || (tokenHash != null && !node.isAlive(now));
  }

  /** Whether the session has expired. */
  boolean isOver(long now) {
    if (parking != null) {
      return parking.end <= now;
    }
    return !node.isAlive(now) && (tokenHash == null || graceEnd() <= now);
  }

  /** The end of the grace time if that begins at the end of the node's lease. */
  long graceEnd() {
    return node.leaseEnd() + grace;
  }

  SessionRecord toRecord(long now) {
    User named = user.toBuilder().name(owner.name).build();
    Duration nameAge = Duration.ofNanos(owner.name == null ? 0 : now - owner.nameSince);
    return new SessionRecord(id, node.id, named, nameAge, rooms, tokenHash);
  }

  /** When a parked session ends, with a number that makes it unique. */
  record Parking(long end, long number) {}

  /** A takeover of this session: the token that was used, and the node before. */
  record Handover(String tokenHash, String formerNodeId) {}
}
