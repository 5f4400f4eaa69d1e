package dev.chatengine.memory;

import java.util.LinkedHashSet;
import java.util.Set;

/** A node's lease and the sessions that hang on it. Guarded by the registry's lock. */
final class PresenceNode {
  final String id;

  /** Those that are not parked. */
  final Set<PresenceSession> sessions = new LinkedHashSet<>();

  private long leaseEnd;

  PresenceNode(String id, long leaseEnd) {
    this.id = id;
    this.leaseEnd = leaseEnd;
  }

  boolean isAlive(long now) {
    return now < leaseEnd;
  }

  long leaseEnd() {
    return leaseEnd;
  }

  void extend(long leaseEnd) {
    this.leaseEnd = leaseEnd;
  }

  void end(long now) {
    leaseEnd = Math.min(leaseEnd, now);
  }
}
