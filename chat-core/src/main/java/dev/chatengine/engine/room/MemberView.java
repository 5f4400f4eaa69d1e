package dev.chatengine.engine.room;

import dev.chatengine.engine.context.Sets;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A room's members over the whole cluster as this node knows them, with the version of that
 * knowledge. Belongs to the room's lane. Changes are applied in the order of their versions; one
 * that comes early waits for those before it, and what never comes is read from the registry. While
 * the registry is out of reach, what happens here is assumed.
 */
final class MemberView {
  /** More early changes than that are not worth keeping: the registry is read instead. */
  private static final int MAX_EARLY = 64;

  private final Room room;
  private final TreeMap<Long, MembershipChange> early = new TreeMap<>();
  private Map<String, Member> members = new LinkedHashMap<>();
  private long version = -1;

  /**
   * The highest version that is known of; while it is beyond {@code version}, changes are missing.
   */
  private long highestVersion;

  private long changes;

  /** The version with which the members were loaded first: up to it, changes came all at once. */
  private long firstVersion;

  /** Something was assumed, or kept, that the registry has not said. */
  private boolean stale;

  /** Members of whom the registry, when it was asked last, knew nothing. */
  private final Set<String> absent = new HashSet<>();

  MemberView(Room room) {
    this.room = room;
  }

  public long version() {
    return version;
  }

  boolean isLoaded() {
    return version >= 0;
  }

  /** Whether changes have come that could not be applied. */
  public boolean isBehind() {
    return highestVersion > version;
  }

  /** Whether it is to be compared with the registry, whatever the versions. */
  boolean isStale() {
    return stale;
  }

  /** How often somebody came or went; another number after each change. */
  public long changes() {
    return changes;
  }

  public boolean contains(String userId) {
    return members.containsKey(userId);
  }

  public Collection<Member> members() {
    return members.values();
  }

  /**
   * Applies a change, and returns the changes that are in force by it, in their order.
   *
   * @param stays members to keep, as stale, although a leave was received
   */
  public List<MembershipChange> apply(MembershipChange change, Predicate<Member> stays) {
    if (change.version() <= version) {
      return List.of();
    }
    highestVersion = Math.max(highestVersion, change.version());
    if (!isLoaded() || change.version() > version + 1) {
      if (early.size() < MAX_EARLY) {
        early.put(change.version(), change);
      }
      return List.of();
    }
    List<MembershipChange> applied = new ArrayList<>(1);
    applyNext(change, stays, applied);
    while (!early.isEmpty() && early.firstKey() <= version + 1) {
      MembershipChange next = early.pollFirstEntry().getValue();
      if (next.version() == version + 1) {
        applyNext(next, stays, applied);
      }
    }
    return applied;
  }

  /**
   * Applies what happened here and could not be registered, so that no other node knows of it, and
   * returns the change if it is one.
   */
  public List<MembershipChange> assume(MembershipChange.Kind kind, Member member) {
    if (!isLoaded()) {
      version = 0;
    }
    stale = true;
    List<MembershipChange> applied = new ArrayList<>(1);
    put(new MembershipChange(room, Math.max(version, 1), kind, member), stayer -> false, applied);
    return applied;
  }

  /** Something happened here that the registry does not know of. */
  void markStale() {
    stale = isLoaded();
  }

  /** The registry has lost its memory, and its versions may be any: they are to be read again. */
  void startOver() {
    if (isLoaded()) {
      version = 0;
      stale = true;
    }
    highestVersion = 0;
    firstVersion = 0;
    absent.clear();
    early.clear();
  }

  /** The highest version that is known of; an answer to who asks from now on has it. */
  public long highestVersion() {
    return highestVersion;
  }

  /**
   * A change was received that the registry's answer does not have: the registry had been made
   * before the registry lost its memory.
   *
   * @param answered the version of the answer
   * @param before the highest version that was known of when the registry was asked
   */
  void discard(long answered, long before) {
    early.subMap(answered, false, Math.max(answered, before), true).clear();
    if (highestVersion <= before) {
      highestVersion = Math.min(highestVersion, answered);
    }
  }

  /** The changes up to a version that came before the members were loaded. */
  List<MembershipChange> earlyUpTo(long lastVersion) {
    return List.copyOf(early.headMap(lastVersion, true).values());
  }

  /** Whether the members as they were loaded first included a change that comes only now. */
  boolean beganWith(MembershipChange change) {
    return isLoaded() && change.version() <= firstVersion;
  }

  /**
   * Takes over what the registry says, and returns the difference to what was known. Without effect
   * if more is known already. Members who are not registered stay as stale, until {@link #confirm}.
   *
   * @param stays which of those who are not registered, or are said to have left, stay whatever
   *     others say
   */
  List<MembershipChange> load(RoomMembers current, Predicate<Member> stays) {
    if (current.version() < version || (current.version() == version && !isBehind() && !stale)) {
      return List.of();
    }
    boolean first = !isLoaded();
    stale = false;
    Map<String, Member> loaded = new LinkedHashMap<>();
    current.members().forEach(member -> loaded.put(member.userId(), member));
    List<MembershipChange> difference = new ArrayList<>();
    long number = Math.max(current.version(), 1);
    absent.clear();
    for (Member member : members.values()) {
      if (loaded.putIfAbsent(member.userId(), member) == null) {
        stale = true;
        if (!stays.test(member)) {
          absent.add(member.userId());
        }
      }
    }
    if (!first) {
      loaded.forEach(
          (id, member) -> {
            if (!members.containsKey(id)) {
              difference.add(
                  new MembershipChange(room, number, MembershipChange.Kind.JOINED, member));
            }
          });
    }
    members = loaded;
    changes++;
    version = current.version();
    if (first) {
      firstVersion = version;
    }
    early.headMap(version, true).clear();
    while (!early.isEmpty() && early.firstKey() == version + 1) {
      applyNext(early.pollFirstEntry().getValue(), stays, difference);
    }
    return difference;
  }

  /** Members who stay only until the registry's answer is confirmed. */
  Set<String> absent() {
    return Sets.copyInOrder(absent);
  }

  /**
   * Takes out who was absent then and is so still, and returns their leaves.
   *
   * @param then members who were absent when the answer came that is confirmed now
   * @param stays who stays whatever others say
   */
  List<MembershipChange> confirm(Set<String> then, Predicate<Member> stays) {
    List<MembershipChange> applied = new ArrayList<>();
    for (Member member : List.copyOf(members.values())) {
      if (then.contains(member.userId()) && absent.contains(member.userId())) {
        put(
            new MembershipChange(room, Math.max(version, 1), MembershipChange.Kind.LEFT, member),
            stays,
            applied);
      }
    }
    return applied;
  }

  private void applyNext(
      MembershipChange change, Predicate<Member> stays, List<MembershipChange> applied) {
    version = change.version();
    put(change, stays, applied);
  }

  /** Nobody is announced twice, whatever was assumed before. */
  private void put(
      MembershipChange change, Predicate<Member> stays, List<MembershipChange> applied) {
    Member member = change.member();
    changes++;
    absent.remove(member.userId());
    switch (change.kind()) {
      case JOINED, RENAMED -> {
        if (members.put(member.userId(), member) == null) {
          applied.add(
              change.kind() == MembershipChange.Kind.JOINED
                  ? change
                  : new MembershipChange(
                      room, change.version(), MembershipChange.Kind.JOINED, member));
        } else if (change.kind() == MembershipChange.Kind.RENAMED) {
          applied.add(change);
        }
      }
      case LEFT -> {
        if (members.containsKey(member.userId()) && stays.test(member)) {
          stale = true;
        } else if (members.remove(member.userId()) != null) {
          applied.add(change);
        }
      }
    }
  }
}
