package dev.chatengine.memory.presence;

import dev.chatengine.memory.presence.PresenceSession.Parking;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Parked sessions by the moment at which they end. Guarded by the registry's lock. */
final class ParkedSessions {
  private final TreeMap<Parking, PresenceSession> byEnd =
      new TreeMap<>(Comparator.comparingLong(Parking::end).thenComparingLong(Parking::number));
  private long number;

  void add(PresenceSession session, long end) {
    Parking parking = new Parking(end, number++);
    session.parking = parking;
    byEnd.put(parking, session);
  }

  /** Removes a session; without effect if it is not parked. */
  void remove(PresenceSession session) {
    if (session.parking != null) {
      byEnd.remove(session.parking);
      session.parking = null;
    }
  }

  /** Finds a session whose time is over, or null. */
  @Nullable PresenceSession over(long now) {
    Map.Entry<Parking, PresenceSession> first = byEnd.firstEntry();
    return first == null || first.getKey().end() > now ? null : first.getValue();
  }
}
