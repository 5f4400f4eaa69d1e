package dev.chatengine.memory.presence;

import dev.chatengine.model.Room;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A user with its sessions and its name. Guarded by the registry's lock. */
final class PresenceUser {
  final String id;
  final Set<PresenceSession> sessions = new LinkedHashSet<>();
  @Nullable String name;

  /** When the user got its name. */
  long nameSince;

  /** Before this time an older holder of the name can take it back. */
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
