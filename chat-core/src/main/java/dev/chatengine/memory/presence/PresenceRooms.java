package dev.chatengine.memory.presence;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.MembershipChange.Kind;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rooms that have members, and the numbers of their changes. Guarded by the registry's lock.
 *
 * <p>An empty room is removed at once, so that rooms without members cost nothing. Of all removed
 * rooms one number is kept, the largest version that any of them had. A room that gets members
 * (again) continues above that number, so that its version never decreases.
 */
final class PresenceRooms {
  private final TreeMap<String, Occupied> rooms = new TreeMap<>(new CodePointOrder());
  private long forgotten;

  /** Adds a session of a user to a room; returns a change if it is the user's first there. */
  @Nullable MembershipChange enter(Room room, String userId, String displayName) {
    Occupied occupied = rooms.computeIfAbsent(room.name(), name -> new Occupied(room, forgotten));
    Occupant occupant = occupied.occupants.get(userId);
    if (occupant != null) {
      occupant.sessions++;
      return null;
    }
    occupant = new Occupant(new Member(userId, displayName));
    occupied.occupants.put(userId, occupant);
    return occupied.change(Kind.JOINED, occupant.member);
  }

  /**
   * Removes a session of a user from its room; returns a change if it was the user's last there.
   */
  @Nullable MembershipChange exit(Room room, String userId) {
    Occupied occupied = occupied(room);
    Occupant occupant = occupied.occupant(userId);
    occupant.sessions--;
    if (occupant.sessions > 0) {
      return null;
    }
    occupied.occupants.remove(userId);
    MembershipChange change = occupied.change(Kind.LEFT, occupant.member);
    if (occupied.occupants.isEmpty()) {
      rooms.remove(room.name());
      forgotten = Math.max(forgotten, occupied.version);
    }
    return change;
  }

  /** Renames a member of a room, which keeps its place in the list. */
  MembershipChange rename(Room room, String userId, String displayName) {
    Occupied occupied = occupied(room);
    Occupant occupant = occupied.occupant(userId);
    occupant.member = new Member(userId, displayName);
    return occupied.change(Kind.RENAMED, occupant.member);
  }

  long version(Room room) {
    Occupied occupied = rooms.get(room.name());
    return occupied == null ? forgotten : occupied.version;
  }

  RoomMembers members(Room room) {
    Occupied occupied = rooms.get(room.name());
    if (occupied == null) {
      return new RoomMembers(forgotten, List.of());
    }
    List<Member> members = new ArrayList<>(occupied.occupants.size());
    occupied.occupants.values().forEach(occupant -> members.add(occupant.member));
    return new RoomMembers(occupied.version, members);
  }

  List<RoomSummary> page(String after, int limit) {
    List<RoomSummary> page = new ArrayList<>();
    for (Occupied occupied : rooms.tailMap(after, false).values()) {
      if (page.size() == limit) {
        break;
      }
      page.add(new RoomSummary(occupied.room, occupied.occupants.size()));
    }
    return page;
  }

  private Occupied occupied(Room room) {
    Occupied occupied = rooms.get(room.name());
    if (occupied == null) {
      throw new AssertionError("a session is in a room that has no members");
    }
    return occupied;
  }

  /** A room with its members, in the order in which they joined. */
  private static final class Occupied {
    final Room room;
    final Map<String, Occupant> occupants = new LinkedHashMap<>();
    long version;

    Occupied(Room room, long version) {
      this.room = room;
      this.version = version;
    }

    Occupant occupant(String userId) {
      Occupant occupant = occupants.get(userId);
      if (occupant == null) {
        throw new AssertionError("a session is in a room of which its user is no member");
      }
      return occupant;
    }

    MembershipChange change(Kind kind, Member member) {
      version++;
      return new MembershipChange(room, version, kind, member);
    }
  }

  /** A member and the number of its sessions in the room. */
  private static final class Occupant {
    Member member;
    int sessions = 1;

    Occupant(Member member) {
      this.member = member;
    }
  }
}
