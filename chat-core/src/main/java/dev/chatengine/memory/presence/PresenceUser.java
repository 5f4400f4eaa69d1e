package dev.chatengine.memory.presence;

import dev.chatengine.model.Room;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A user that has sessions. Guarded by the registry's lock. */
final class PresenceUser {
  final String id;
  final Set<PresenceSession> sessions = new LinkedHashSet<>();
  @Nullable String name;

  /** Since when it has the name. */
  long nameSince;

  /** Until then an older holder of the name takes it back. */
  long nameCertainFrom;

  PresenceUser(String id) {
    this.id = id;
  }

  String displayName() {
    return name == null ? "" : name;
  }

  /** The rooms of all sessions. */
  Set<Room> rooms() {
    Set<Room> rooms = new LinkedHashSet<>();
    sessions.forEach(session -> rooms.addAll(session.rooms));
    return rooms;
  }
}
