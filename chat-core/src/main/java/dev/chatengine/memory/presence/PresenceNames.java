package dev.chatengine.memory.presence;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.User;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The users' names. Names of guests are unique among guests; a known user may have any name, and
 * takes none from a guest. Guarded by the registry's lock.
 */
final class PresenceNames {
  private final Map<String, PresenceUser> guestsByName = new HashMap<>();
  private final PresenceRooms rooms;

  PresenceNames(PresenceRooms rooms) {
    this.rooms = rooms;
  }

  /**
   * Finds the guest that has the name another user wants.
   *
   * @param as the other user with the name it wants
   * @return null if {@code owner} may have the name
   */
  @Nullable PresenceUser otherHolder(PresenceUser owner, User as) {
    PresenceUser holder = as.known() || as.name() == null ? null : guestsByName.get(as.name());
    return holder == owner ? null : holder;
  }

  /**
   * Gives a user a name, and changes it in all rooms of the user; without effect if there is none.
   *
   * @param since when the user took the name
   * @param certainFrom until when an older holder of the name takes it back
   */
  void adopt(
      PresenceUser owner, User as, long since, long certainFrom, List<MembershipChange> changes) {
    String name = as.name();
    if (name == null) {
      return;
    }
    boolean renamed = !name.equals(owner.displayName());
    if (renamed) {
      owner.nameSince = since;
      owner.nameCertainFrom = certainFrom;
    }
    release(owner);
    owner.name = name;
    if (!as.known()) {
      guestsByName.put(name, owner);
    }
    if (renamed) {
      owner.rooms().forEach(room -> changes.add(rooms.rename(room, owner.id, name)));
    }
  }

  /** Takes a user's name for an older holder, and notes it for the nodes of the user's sessions. */
  void lose(PresenceUser user, List<MembershipChange> changes) {
    drop(user, changes);
    user.sessions.stream()
        .filter(session -> session.parking == null)
        .forEach(session -> session.node.namesLost.add(session.id));
  }

  /** Leaves a user without a name, also in all its rooms. */
  void drop(PresenceUser user, List<MembershipChange> changes) {
    if (user.name != null) {
      release(user);
      user.rooms().forEach(room -> changes.add(rooms.rename(room, user.id, "")));
    }
  }

  /** Makes a user's name free. */
  void release(PresenceUser owner) {
    if (owner.name != null) {
      guestsByName.remove(owner.name, owner);
      owner.name = null;
    }
  }
}
