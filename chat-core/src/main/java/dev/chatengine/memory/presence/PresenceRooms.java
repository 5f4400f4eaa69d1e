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
 * <p>An empty room is removed at once, so that rooms without members cost nothing. For all removed
 * rooms one number is kept: the largest version that any of them had. A room that gets members
 * (again) continues above that number, so that its version never decreases.
 */
final class PresenceRooms {
  private final TreeMap<String, RoomState> rooms = new TreeMap<>(new CodePointOrder());
  private long forgotten;

  /** Adds a session of a user to a room; returns a change if it is the user's first there. */
  @Nullable MembershipChange join(Room room, String userId, String displayName) {
    RoomState state = rooms.computeIfAbsent(room.name(), name -> new RoomState(room, forgotten));
    MemberEntry entry = state.entries.get(userId);
    if (entry != null) {
      entry.sessions++;
      return null;
    }
    entry = new MemberEntry(new Member(userId, displayName));
    state.entries.put(userId, entry);
    return state.change(Kind.JOINED, entry.member);
  }

  /**
   * Removes a session of a user from its room; returns a change if it was the user's last there.
   */
  @Nullable MembershipChange leave(Room room, String userId) {
    RoomState state = require(room);
    MemberEntry entry = state.entry(userId);
    entry.sessions--;
    if (entry.sessions > 0) {
      return null;
    }
    state.entries.remove(userId);
    MembershipChange change = state.change(Kind.LEFT, entry.member);
    if (state.entries.isEmpty()) {
      rooms.remove(room.name());
      forgotten = Math.max(forgotten, state.version);
    }
    return change;
  }

  /** Renames a member of a room, which keeps its position in the list. */
  MembershipChange rename(Room room, String userId, String displayName) {
    RoomState state = require(room);
    MemberEntry entry = state.entry(userId);
    entry.member = new Member(userId, displayName);
    return state.change(Kind.RENAMED, entry.member);
  }

  long version(Room room) {
    RoomState state = rooms.get(room.name());
    return state == null ? forgotten : state.version;
  }

  RoomMembers members(Room room) {
    RoomState state = rooms.get(room.name());
    if (state == null) {
      return new RoomMembers(forgotten, List.of());
    }
    List<Member> members = new ArrayList<>(state.entries.size());
    state.entries.values().forEach(entry -> members.add(entry.member));
    return new RoomMembers(state.version, members);
  }

  List<RoomSummary> page(String after, int limit) {
    List<RoomSummary> page = new ArrayList<>();
    for (RoomState state : rooms.tailMap(after, false).values()) {
      if (page.size() == limit) {
        break;
      }
      page.add(new RoomSummary(state.room, state.entries.size()));
    }
    return page;
  }

  private RoomState require(Room room) {
    RoomState state = rooms.get(room.name());
    if (state == null) {
      throw new AssertionError("a session is in a room that has no members");
    }
    return state;
  }

  /** A room with its members, in the order in which they joined. */
  private static final class RoomState {
    final Room room;
    final Map<String, MemberEntry> entries = new LinkedHashMap<>();
    long version;

    RoomState(Room room, long version) {
      this.room = room;
      this.version = version;
    }

    MemberEntry entry(String userId) {
      MemberEntry entry = entries.get(userId);
      if (entry == null) {
        throw new AssertionError("a session is in a room of which its user is no member");
      }
      return entry;
    }

    MembershipChange change(Kind kind, Member member) {
      version++;
      return new MembershipChange(room, version, kind, member);
    }
  }

  /** A member and the number of its sessions in the room. */
  private static final class MemberEntry {
    Member member;
    int sessions = 1;

    MemberEntry(Member member) {
      this.member = member;
    }
  }
}
