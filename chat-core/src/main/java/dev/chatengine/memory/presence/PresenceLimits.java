package dev.chatengine.memory.presence;

/** The bounds of a registry in memory. */
public record PresenceLimits(
    int maxSessions, int maxRoomsPerSession, long maxHeldPerSession, long maxHeld) {

  void checkSessions(int present) {
    if (present >= maxSessions) {
      throw new IllegalStateException(
          "the registry is full: it holds " + maxSessions + " sessions");
    }
  }

  void checkRooms(int wanted) {
    if (wanted > maxRoomsPerSession) {
      throw new IllegalStateException(
          "a session can be in " + maxRoomsPerSession + " rooms, not in " + wanted);
    }
  }

  boolean mayHold(long forSession, long inAll) {
    return forSession <= maxHeldPerSession && inAll <= maxHeld;
  }
}
