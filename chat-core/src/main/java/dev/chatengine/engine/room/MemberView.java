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
 * A room's members in the whole cluster, as this node knows them, with the version of this list.
 * Belongs to the room's lane. Changes are applied in the order of their versions: a change that
 * comes early waits for the ones before it, and missing changes are read from the registry. While
 * the registry is out of reach, changes by this node's sessions are assumed to be registered.
 */
final class MemberView {
  /** How many early changes are kept; beyond that the registry is read. */
  private static final int MAX_EARLY = 64;

  private final Room room;
  private final TreeMap<Long, MembershipChange> early = new TreeMap<>();
  private Map<String, Member> members = new LinkedHashMap<>();
  private long version = -1;

  /** The highest version seen; while it is above {@code version}, changes are missing. */
  private long highestVersion;

  private long changes;

  /** The version at which the members were loaded first. */
  private long firstVersion;

  /** Whether the view has changes or members that the registry has not confirmed. */
  private boolean stale;

  /** Members that the registry's last answer did not have. */
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

  /** Whether changes are missing. */
  public boolean isBehind() {
    return highestVersion > version;
  }

  /** Whether the members have to be read again, even if the versions are equal. */
  boolean isStale() {
    return stale;
  }

  /** A count of all changes, which differs after each change. */
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
   * Applies a change and the early changes that follow it, and returns them in their order.
   *
   * @param stays which members are kept, as stale, when their leave is received
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
   * Applies a join or leave of this node's session that could not be registered. Returns the
   * change, or nothing if the view had it already.
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

  /** The registry does not have the latest changes of this node. */
  void markStale() {
    stale = isLoaded();
  }

  /** The registry has lost its data: its versions cannot be compared with those seen so far. */
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

  /** The highest version seen; answers to later reads of the registry include it. */
  public long highestVersion() {
    return highestVersion;
  }

  /**
   * Drops changes that the registry's answer should include and does not: they were made before the
   * registry lost its data.
   *
   * @param answered the version of the answer
   * @param before the highest version seen when the registry was asked
   */
  void discard(long answered, long before) {
    early.subMap(answered, false, Math.max(answered, before), true).clear();
    if (highestVersion <= before) {
      highestVersion = Math.min(highestVersion, answered);
    }
  }

  /** The changes up to a version that were received before the members were loaded. */
  List<MembershipChange> earlyUpTo(long lastVersion) {
    return List.copyOf(early.headMap(lastVersion, true).values());
  }

  /** Whether the members that were loaded first include a change. */
  boolean beganWith(MembershipChange change) {
    return isLoaded() && change.version() <= firstVersion;
  }

  /**
   * Takes over the registry's members, and returns the difference to the members before. Without
   * effect if this view is newer. Members that are not registered stay, as stale, until {@link
   * #confirm}.
   *
   * @param stays which members are kept even if they are not registered or their leave is received
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

  /** Members that stay only until the registry's answer is confirmed. */
  Set<String> absent() {
    return Sets.copyInOrder(absent);
  }

  /**
   * Removes the members that were absent from an answer and still are, and returns their leaves.
   *
   * @param then the members that were absent from the answer
   * @param stays which members are kept nevertheless
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

  /** Adds the change to {@code applied} only if it changes the members. */
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
