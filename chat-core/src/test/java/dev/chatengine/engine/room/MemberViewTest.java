package dev.chatengine.engine.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.MembershipChange.Kind;
import dev.chatengine.model.Room;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemberViewTest {
  private static final Room ROOM = new Room("tea");

  private MemberView view;

  /** Before each test, and before each try of a property. */
  @BeforeEach
  @BeforeTry
  void setUp() {
    view = new MemberView(ROOM);
  }

  /** The changes of a room, and its members after each of them. */
  private static final class History {
    final List<MembershipChange> changes = new ArrayList<>();
    final List<List<Member>> members = new ArrayList<>();
    private final Map<String, Member> current = new LinkedHashMap<>();

    History(int length, Random random) {
      members.add(List.of());
      for (int version = 1; version <= length; version++) {
        String userId = "user" + random.nextInt(5);
        Member member = new Member(userId, "name" + random.nextInt(3));
        Kind kind =
            !current.containsKey(userId)
                ? Kind.JOINED
                : random.nextBoolean() ? Kind.LEFT : Kind.RENAMED;
        if (kind == Kind.LEFT) {
          current.remove(userId);
        } else {
          current.put(userId, member);
        }
        changes.add(new MembershipChange(ROOM, version, kind, member));
        members.add(List.copyOf(current.values()));
      }
    }

    RoomMembers at(int version) {
      return new RoomMembers(version, members.get(version));
    }
  }

  @Property
  void reorderedAndDuplicateChangesGiveTheMembersAndAreAnnouncedInOrder(
      @ForAll @IntRange(max = 40) int length, @ForAll @LongRange(max = 1L << 32) long seed) {
    Random random = new Random(seed);
    History history = new History(length, random);
    List<MembershipChange> coming = new ArrayList<>(history.changes);
    history.changes.stream().filter(change -> random.nextBoolean()).forEach(coming::add);
    Collections.shuffle(coming, random);
    load(history.at(0));

    List<MembershipChange> announced = new ArrayList<>();
    for (MembershipChange change : coming) {
      announced.addAll(apply(change));
      assertThat(announced).isEqualTo(history.changes.subList(0, announced.size()));
      assertThat(view.members()).containsExactlyElementsOf(history.members.get(announced.size()));
    }

    assertThat(announced).isEqualTo(history.changes);
    assertThat(view.isBehind()).isFalse();
  }

  @Property
  void theRegistryReplacesLostChangesAndTheAnnouncementsGiveTheMembers(
      @ForAll @IntRange(max = 150) int length, @ForAll @LongRange(max = 1L << 32) long seed) {
    Random random = new Random(seed);
    History history = new History(length, random);
    List<MembershipChange> coming = new ArrayList<>(history.changes);
    coming.removeIf(change -> random.nextInt(4) == 0);
    Collections.shuffle(coming, random);
    Set<String> followed = new LinkedHashSet<>();

    for (MembershipChange change : coming) {
      follow(apply(change), followed);
      if (random.nextInt(5) == 0) {
        RoomMembers answer = history.at(random.nextInt(length + 1));
        boolean first = !view.isLoaded();
        if (first) {
          // The first list is sent as a whole, and not announced.
          answer.members().forEach(member -> followed.add(member.userId()));
        }
        follow(loadAndConfirm(answer), followed);
      }
      if (view.isLoaded()) {
        assertThat(ids()).isEqualTo(followed);
      }
    }
    if (!view.isLoaded()) {
      history.at(length).members().forEach(member -> followed.add(member.userId()));
    }
    follow(loadAndConfirm(history.at(length)), followed);

    assertThat(view.members()).containsExactlyInAnyOrderElementsOf(history.members.get(length));
    assertThat(ids()).isEqualTo(followed);
    assertThat(view.isBehind()).isFalse();
  }

  private List<MembershipChange> apply(MembershipChange change) {
    return view.apply(change, member -> false);
  }

  private List<MembershipChange> load(RoomMembers answer) {
    return view.load(answer, member -> false);
  }

  private List<MembershipChange> confirm(Set<String> absent) {
    return view.confirm(absent, member -> false);
  }

  private List<MembershipChange> loadAndConfirm(RoomMembers answer) {
    List<MembershipChange> difference = new ArrayList<>(load(answer));
    difference.addAll(confirm(view.absent()));
    return difference;
  }

  private Set<String> ids() {
    Set<String> ids = new LinkedHashSet<>();
    view.members().forEach(member -> ids.add(member.userId()));
    return ids;
  }

  /** Applies announcements, and checks that only members leave and only others join. */
  private static void follow(List<MembershipChange> changes, Set<String> followed) {
    for (MembershipChange change : changes) {
      String userId = change.member().userId();
      switch (change.kind()) {
        case JOINED -> assertThat(followed.add(userId)).as("joined %s", userId).isTrue();
        case LEFT -> assertThat(followed.remove(userId)).as("left %s", userId).isTrue();
        case RENAMED -> assertThat(followed).contains(userId);
      }
    }
  }

  private static MembershipChange joined(long version, String userId) {
    return new MembershipChange(ROOM, version, Kind.JOINED, new Member(userId, userId));
  }

  private static RoomMembers members(long version, String... userIds) {
    List<Member> members = new ArrayList<>();
    for (String userId : userIds) {
      members.add(new Member(userId, userId));
    }
    return new RoomMembers(version, members);
  }

  @Test
  void nothingIsAnnouncedBeforeTheRegistryHasAnswered() {
    assertThat(apply(joined(1, "a"))).isEmpty();
    assertThat(view.isLoaded()).isFalse();

    assertThat(load(members(1, "a"))).isEmpty();
    assertThat(view.contains("a")).isTrue();
    assertThat(view.isBehind()).isFalse();
  }

  @Test
  void anEarlyChangeIsAppliedAfterTheAnswer() {
    assertThat(apply(joined(2, "b"))).isEmpty();

    assertThat(load(members(1, "a"))).containsExactly(joined(2, "b"));
    assertThat(ids()).containsExactly("a", "b");
  }

  @Test
  void anOldAnswerChangesNothing() {
    load(members(5, "a"));

    assertThat(load(members(4, "b"))).isEmpty();
    assertThat(load(members(5, "b"))).isEmpty();
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void anAnswerWithoutTheMissingChangeLeavesTheViewBehind() {
    load(members(1, "a"));
    apply(joined(3, "c"));
    assertThat(view.isBehind()).isTrue();

    load(members(1, "a"));
    assertThat(view.isBehind()).isTrue();

    assertThat(load(members(2, "a", "b"))).containsExactly(joined(2, "b"), joined(3, "c"));
    assertThat(view.isBehind()).isFalse();
  }

  @Test
  void anAbsentMemberStaysUntilConfirmedAndIsKeptIfItJoinedAgain() {
    load(members(3, "a", "b", "c"));

    assertThat(load(members(5, "a"))).isEmpty();
    Set<String> absent = view.absent();
    assertThat(absent).containsExactlyInAnyOrder("b", "c");
    assertThat(ids()).containsExactlyInAnyOrder("a", "b", "c");

    assertThat(apply(joined(6, "b"))).isEmpty();
    assertThat(confirm(absent)).extracting(change -> change.member().userId()).containsExactly("c");
    assertThat(confirm(absent)).isEmpty();
    assertThat(ids()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void changesThatTheRegistryLacksAreDroppedUnlessReceivedAfterTheRead() {
    load(members(1, "a"));
    apply(joined(7, "g"));
    long highestBefore = view.highestVersion();
    apply(joined(9, "i"));

    view.discard(2, highestBefore);
    load(members(2, "a", "b"));
    assertThat(view.isBehind()).isTrue();

    view.discard(2, view.highestVersion());
    assertThat(view.isBehind()).isFalse();
    assertThat(ids()).containsExactly("a", "b");
    assertThat(apply(joined(3, "c"))).containsExactly(joined(3, "c"));
  }

  @Test
  void aConnectedMemberStaysAsStaleWhenItsLeaveIsReceived() {
    load(members(1, "a"));
    MembershipChange left = new MembershipChange(ROOM, 2, Kind.LEFT, new Member("a", "a"));

    assertThat(view.apply(left, member -> true)).isEmpty();
    assertThat(ids()).containsExactly("a");
    assertThat(view.isStale()).isTrue();

    assertThat(loadAndConfirm(members(2))).containsExactly(left);
    assertThat(ids()).isEmpty();
  }

  @Test
  void earlyChangesBeyondTheBoundAreReadFromTheRegistry() {
    load(members(0));
    for (long version = 2; version <= 1_000; version++) {
      apply(joined(version, "user" + version));
    }

    assertThat(apply(joined(1, "user1"))).hasSize(65);
    assertThat(view.isBehind()).isTrue();
    loadAndConfirm(members(1_000, "a"));
    assertThat(ids()).containsExactly("a");
    assertThat(view.isBehind()).isFalse();
  }
}
