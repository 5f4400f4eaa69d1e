package dev.chatengine.memory.presence;

import java.util.LinkedHashSet;
import java.util.Set;

/** A node with its lease and its sessions. Guarded by the registry's lock. */
final class PresenceNode {
  final String id;

  /** The sessions that are not parked. */
  final Set<PresenceSession> sessions = new LinkedHashSet<>();

  /** The sessions whose user lost its name, until the node has registered or renamed them. */
  final Set<String> namesLost = new LinkedHashSet<>();

  private long leaseEnd;
  private long timeToLive;

  PresenceNode(String id, long leaseEnd) {
    this.id = id;
    this.leaseEnd = leaseEnd;
  }

  /** Removes a session that has ended, is parked, or is served by another node. */
  void remove(PresenceSession session) {
    sessions.remove(session);
    namesLost.remove(session.id);
  }

  boolean isAlive(long now) {
    return now < leaseEnd;
  }

  long leaseEnd() {
    return leaseEnd;
  }

  void extend(long now, long timeToLive) {
    this.leaseEnd = now + timeToLive;
    this.timeToLive = timeToLive;
  }

  /** How long its lease lives after each renewal; 0 if it was never renewed. */
  long timeToLive() {
    return timeToLive;
  }

  void end(long now) {
    leaseEnd = Math.min(leaseEnd, now);
  }
}
