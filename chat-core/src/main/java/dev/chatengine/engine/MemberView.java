package dev.chatengine.engine;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A room's members over the whole cluster as this node knows them, with the version of that
 * knowledge. Belongs to the room's lane. Changes are applied in the order of their versions; one
 * that comes early waits for those before it, and what never comes is read from the registry.
 */
final class MemberView {
  /** More early changes than that are not worth keeping: the registry is read instead. */
  private static final int MAX_EARLY = 64;

  private final Room room;
  private final TreeMap<Long, MembershipChange> early = new TreeMap<>();
  private Map<String, Member> members = new LinkedHashMap<>();
  private long version = -1;

  /**
   * The highest version that was heard of; while it is beyond {@code version}, changes are missing.
   */
  private long heard;

  MemberView(Room room) {
    this.room = room;
  }

  long version() {
    return version;
  }

  boolean isLoaded() {
    return version >= 0;
  }

  /** Whether changes have come that could not be applied. */
  boolean isBehind() {
    return heard > version;
  }

  boolean contains(String userId) {
    return members.containsKey(userId);
  }

  Collection<Member> members() {
    return members.values();
  }

  /** Applies a change, and returns the changes that are in force by it, in their order. */
  List<MembershipChange> apply(MembershipChange change) {
    if (change.version() <= version) {
      return List.of();
    }
    heard = Math.max(heard, change.version());
    if (!isLoaded() || change.version() > version + 1) {
      if (early.size() < MAX_EARLY) {
        early.put(change.version(), change);
      }
      return List.of();
    }
    if (early.isEmpty()) {
      applyNext(change);
      return List.of(change);
    }
    List<MembershipChange> applied = new ArrayList<>();
    applyNext(change);
    applied.add(change);
    while (!early.isEmpty() && early.firstKey() <= version + 1) {
      MembershipChange next = early.pollFirstEntry().getValue();
      if (next.version() == version + 1) {
        applyNext(next);
        applied.add(next);
      }
    }
    return applied;
  }

  /**
   * Takes over what the registry says, and returns the difference to what was known. Without effect
   * if more is known already.
   */
  List<MembershipChange> load(RoomMembers current) {
    if (current.version() < version || (current.version() == version && !isBehind())) {
      return List.of();
    }
    Map<String, Member> loaded = new LinkedHashMap<>();
    current.members().forEach(member -> loaded.put(member.userId(), member));
    List<MembershipChange> difference = new ArrayList<>();
    long number = Math.max(current.version(), 1);
    if (isLoaded()) {
      members.forEach(
          (id, member) -> {
            if (!loaded.containsKey(id)) {
              difference.add(
                  new MembershipChange(room, number, MembershipChange.Kind.LEFT, member));
            }
          });
      loaded.forEach(
          (id, member) -> {
            if (!members.containsKey(id)) {
              difference.add(
                  new MembershipChange(room, number, MembershipChange.Kind.JOINED, member));
            }
          });
    }
    members = loaded;
    version = current.version();
    early.headMap(version, true).clear();
    while (!early.isEmpty() && early.firstKey() == version + 1) {
      MembershipChange next = early.pollFirstEntry().getValue();
      applyNext(next);
      difference.add(next);
    }
    return difference;
  }

  private void applyNext(MembershipChange change) {
    Member member = change.member();
    switch (change.kind()) {
      case JOINED, RENAMED -> members.put(member.userId(), member);
      case LEFT -> members.remove(member.userId());
    }
    version = change.version();
  }
}
