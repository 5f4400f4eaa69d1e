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

  /** Who took it over last; lets a takeover whose answer was lost be asked for again. */
  @Nullable Handover handover;

  /** Set while it is parked. */
  @Nullable Parking parking;

  PresenceSession(String id, PresenceUser owner, User user, PresenceNode node) {
    this.id = id;
    this.owner = owner;
    this.user = user;
    this.node = node;
  }

  /** Whether it is parked, or counts as parked because its node is gone. */
  boolean isParked(long now) {
    return parking != null || (tokenHash != null && !node.isAlive(now));
  }

  /** Whether its time is over. */
  boolean isOver(long now) {
    if (parking != null) {
      return parking.end <= now;
    }
    return !node.isAlive(now) && (tokenHash == null || graceEnd() <= now);
  }

  /** When the grace time ends that began with the end of its node's lease. */
  long graceEnd() {
    return node.leaseEnd() + grace;
  }

  SessionRecord toRecord(long now) {
    User named = user.toBuilder().name(owner.name).build();
    Duration nameAge = Duration.ofNanos(owner.name == null ? 0 : now - owner.nameSince);
    return new SessionRecord(id, node.id, named, nameAge, rooms, tokenHash);
  }

  /** When a parked session ends, and a number that tells those of one moment apart. */
  record Parking(long end, long number) {}

  /** A takeover. */
  record Handover(String tokenHash, String formerNodeId) {}
}
