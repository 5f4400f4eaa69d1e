package dev.chatengine.testkit.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.NameClaim.Claimed;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.testkit.support.HostileText;
import dev.chatengine.testkit.support.Race;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The members of rooms, their order, and the numbers of their changes. */
abstract class PresenceMembershipTests extends PresenceNameTests {

  @Test
  void onlyTheFirstSessionOfAUserJoinsAndOnlyTheLastLeaves() {
    online("s1", guest("ann", "Ann"));
    online("s2", guest("ann"));

    assertThat(registry.join("s1", ROOM))
        .map(PresenceTestBase::text)
        .hasValue("general: ann JOINED");
    assertThat(other.join("s2", ROOM)).isEmpty();
    assertThat(memberNames(ROOM)).containsExactly("Ann");
    assertThat(registry.leave("s1", ROOM)).isEmpty();
    assertThat(memberNames(ROOM)).containsExactly("Ann");
    assertThat(other.leave("s2", ROOM)).map(PresenceTestBase::text).hasValue("general: ann LEFT");
    assertThat(memberNames(ROOM)).isEmpty();
  }

  @Test
  void joiningOrLeavingASecondTimeIsNoChange() {
    online("s1", guest("ann"));
    registry.join("s1", ROOM);
    RoomMembers joined = registry.members(ROOM);

    assertThat(registry.join("s1", ROOM)).isEmpty();
    assertThat(registry.leave("s1", OTHER_ROOM)).isEmpty();
    assertThat(registry.members(ROOM)).isEqualTo(joined);
    assertThat(registry.leave("s1", ROOM)).isPresent();
    assertThat(registry.leave("s1", ROOM)).isEmpty();
  }

  @Test
  void membersAreListedInTheOrderOfTheirJoins() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String user = "user-" + (i * 37 % 100);
      online("s" + i, guest(user), ROOM);
      expected.add(user);
    }

    assertThat(memberIds(ROOM)).containsExactlyElementsOf(expected);
  }

  @Test
  void aUserThatReturnsIsListedLast() {
    online("s1", guest("ann"), ROOM);
    online("s2", guest("bob"), ROOM);
    online("s3", guest("cat"), ROOM);

    registry.leave("s1", ROOM);
    registry.join("s1", ROOM);

    assertThat(memberIds(ROOM)).containsExactly("bob", "cat", "ann");
  }

  @Test
  void aSecondSessionKeepsThePlaceOfTheUserInTheList() {
    online("s1", guest("ann"), ROOM);
    online("s2", guest("bob"), ROOM);

    online("s3", guest("ann"), ROOM);
    registry.leave("s1", ROOM);

    assertThat(memberIds(ROOM)).containsExactly("ann", "bob");
  }

  @Test
  void aRenamedMemberKeepsItsPlaceInTheList() {
    online("s1", guest("ann", "Neo"), ROOM);
    online("s2", guest("bob", "Bob"), ROOM);

    registry.claimName("s1", "Trinity");

    assertThat(memberNames(ROOM)).containsExactly("Trinity", "Bob");
  }

  @Test
  void everyChangeHasTheNextNumber() {
    long before = registry.members(ROOM).version();
    List<MembershipChange> changes = new ArrayList<>();
    changes.addAll(online("s1", guest("ann", "Ann"), ROOM).changes());
    changes.addAll(online("s2", guest("bob", "Bob"), OTHER_ROOM, ROOM).changes());
    registry.claimName("s1", "Ann");
    changes.addAll(((Claimed) registry.claimName("s1", "Anna")).changes());
    online("s3", guest("bob"), ROOM);
    changes.addAll(registry.unregister("s1"));
    registry.leave("s2", ROOM).ifPresent(changes::add);
    registry.leave("s3", ROOM).ifPresent(changes::add);
    online("s4", guest("dan"));
    changes.removeIf(change -> !change.room().equals(ROOM));

    assertThat(texts(changes))
        .containsExactly(
            "general: ann JOINED",
            "general: bob JOINED",
            "general: ann RENAMED",
            "general: ann LEFT",
            "general: bob LEFT");
    assertThat(apply(before, changes)).isEmpty();
    assertThat(registry.members(ROOM).version()).isGreaterThanOrEqualTo(before + 5);
  }

  @Test
  void theListOfMembersSaysWhichChangesItIncludes() {
    online("s1", guest("ann", "Ann"), ROOM);
    long version = registry.members(ROOM).version();

    MembershipChange joined = online("s2", guest("bob"), ROOM).changes().get(0);

    assertThat(joined.version()).isEqualTo(version + 1);
    assertThat(other.members(ROOM))
        .isEqualTo(
            new RoomMembers(version + 1, List.of(new Member("ann", "Ann"), new Member("bob", ""))));
  }

  @Test
  void allChangesInTheirOrderGiveTheMembers() {
    int users = 8;
    long before = registry.members(ROOM).version();
    List<MembershipChange> changes = new ArrayList<>();
    // One member stays, because an empty room may continue with a higher number.
    changes.addAll(online("stays", guest("stays"), ROOM).changes());
    for (int i = 0; i < users; i++) {
      online("s" + i, guest("user-" + i));
      online("t" + i, guest("user-" + i));
    }

    Race.run(
            users * 2,
            index -> {
              List<MembershipChange> mine = new ArrayList<>();
              String session = (index % 2 == 0 ? "s" : "t") + index / 2;
              for (int round = 0; round < 25; round++) {
                registry(round).join(session, ROOM).ifPresent(mine::add);
                if (round % 5 == 0
                    && registry(index).claimName(session, session + "-" + round)
                        instanceof Claimed claimed) {
                  mine.addAll(claimed.changes());
                }
                if (round < 24 || index % 3 == 0) {
                  registry(round + 1).leave(session, ROOM).ifPresent(mine::add);
                }
              }
              return mine;
            })
        .forEach(changes::addAll);

    RoomMembers members = registry.members(ROOM);
    assertThat(apply(before, changes)).isEqualTo(members.members());
    assertThat(members.version()).isEqualTo(before + changes.size());
  }

  @Test
  void aMemberWithoutANameHasTheEmptyName() {
    online("s1", guest("ann"), ROOM);

    assertThat(registry.members(ROOM).members()).containsExactly(new Member("ann", ""));
  }

  @Test
  void anUnknownRoomIsEmpty() {
    Room unknown = new Room("unknown");

    assertThat(registry.members(unknown).members()).isEmpty();
    assertThat(registry.versions(Set.of(unknown)))
        .isEqualTo(Map.of(unknown, registry.members(unknown).version()));
  }

  @Test
  void theVersionsOfManyRoomsMatchTheirLists() {
    Set<Room> rooms = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      rooms.add(new Room("room-" + i));
    }
    online("s1", guest("ann"));
    for (int i = 0; i < 20; i++) {
      registry.join("s1", new Room("room-" + i));
    }
    online("s2", guest("bob"), new Room("room-7"));

    Map<Room, Long> versions = other.versions(rooms);

    assertThat(versions.keySet()).isEqualTo(rooms);
    for (int i = 0; i < 30; i++) {
      Room room = new Room("room-" + i);
      assertThat(versions).containsEntry(room, registry.members(room).version());
    }
    assertThat(registry.versions(Set.of())).isEmpty();
  }

  @Test
  void anyTwoStatesOfARoomHaveDifferentVersions() {
    online("s1", guest("ann", "Ann"), ROOM);
    Set<Long> versions = new HashSet<>();
    versions.add(registry.members(ROOM).version());
    online("s2", guest("bob"), ROOM);
    versions.add(registry.members(ROOM).version());
    registry.claimName("s1", "Anna");
    versions.add(registry.members(ROOM).version());
    registry.leave("s2", ROOM);
    versions.add(registry.members(ROOM).version());

    assertThat(versions).hasSize(4);
  }

  @Test
  void theVersionOfARoomNeverGoesBack() {
    long last = registry.members(ROOM).version();
    online("s1", guest("ann"));
    for (int i = 0; i < 5; i++) {
      long joined = registry.join("s1", ROOM).orElseThrow().version();
      long left = registry.leave("s1", ROOM).orElseThrow().version();
      long empty = version(ROOM);

      assertThat(joined).isGreaterThan(last);
      assertThat(left).isEqualTo(joined + 1);
      assertThat(empty).isGreaterThanOrEqualTo(left);
      assertThat(registry.members(ROOM).version()).isEqualTo(empty);
      last = empty;
    }
  }

  @Test
  void theNextChangeOfAnEmptyRoomFollowsItsVersion() {
    online("s1", guest("ann"), ROOM);
    registry.leave("s1", ROOM);
    long empty = version(ROOM);

    assertThat(registry.join("s1", ROOM).orElseThrow().version()).isEqualTo(empty + 1);
  }

  @Test
  void roomsThatHaveMembersAreListedWithTheirNumber() {
    online("s1", guest("ann"), new Room("b"), new Room("a"));
    online("s2", guest("ann"), new Room("b"));
    online("s3", guest("bob"), new Room("b"), new Room("c"));
    registry.leave("s3", new Room("c"));

    assertThat(other.rooms("", 10))
        .containsExactly(new RoomSummary(new Room("a"), 1), new RoomSummary(new Room("b"), 2));
  }

  @Test
  void roomsAreListedPageByPage() {
    online("s1", guest("ann"));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      names.add("room-%02d".formatted(i * 7 % 25));
      registry.join("s1", new Room(names.get(i)));
    }
    names.sort(null);

    assertThat(roomNames("", 10)).isEqualTo(names.subList(0, 10));
    assertThat(roomNames("room-09", 10)).isEqualTo(names.subList(10, 20));
    assertThat(roomNames("room-19", 10)).isEqualTo(names.subList(20, 25));
    assertThat(roomNames("room-24", 10)).isEmpty();
    assertThat(roomNames("room-095", 1)).containsExactly("room-10");
    assertThat(roomNames("", 0)).isEmpty();
    assertThat(roomNames("", MessageStore.MAX_LIMIT)).isEqualTo(names);
  }

  @Test
  void everyRoomIsListedOnceWhateverItsName() {
    online("s1", guest("ann"));
    HostileText.names().forEach(name -> registry.join("s1", new Room(name)));

    List<String> listed = new ArrayList<>();
    List<String> page = roomNames("", 7);
    while (!page.isEmpty() && listed.size() < 2 * HostileText.names().size()) {
      listed.addAll(page);
      page = roomNames(page.get(page.size() - 1), 7);
    }

    assertThat(listed).containsExactlyInAnyOrderElementsOf(HostileText.names());
  }

  @Test
  void roomsAreInTheOrderOfCodePoints() {
    String beyond = "\ud83d\ude00";
    online("s1", guest("ann"), new Room(beyond), new Room("\ue000"), new Room("Z"), new Room("a"));

    assertThat(roomNames("", 10)).containsExactly("Z", "a", "\ue000", beyond);
    assertThat(roomNames("\ue000", 10)).containsExactly(beyond);
  }

  @Test
  void aLimitOfRoomsOutOfRangeIsRefused() {
    for (int limit : new int[] {-1, MessageStore.MAX_LIMIT + 1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> registry.rooms("", limit))
          .as("limit %s", limit)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void roomsDifferIfAnyCharacterOfTheirNameDoes() {
    List<String> names = HostileText.names();
    for (int i = 0; i < names.size(); i++) {
      online("s" + i, guest("user-" + i), new Room(names.get(i)));
    }

    for (int i = 0; i < names.size(); i++) {
      assertThat(memberIds(new Room(names.get(i)))).containsExactly("user-" + i);
    }
  }

  @Test
  void theEndOfASessionLeavesItsRooms() {
    online("s1", guest("ann"), ROOM, OTHER_ROOM);
    online("s2", guest("ann"), ROOM);

    assertThat(texts(registry.unregister("s1"))).containsExactly("random: ann LEFT");
    assertThat(texts(other.unregister("s2"))).containsExactly("general: ann LEFT");
    assertThat(registry.unregister("s2")).isEmpty();
    assertThat(registry.unregister("nobody")).isEmpty();
    assertThat(registry.rooms("", 10)).isEmpty();
  }

  @Test
  void aSessionThatIsNotRegisteredIsRefused() {
    online("s1", guest("ann"), ROOM);
    registry.unregister("s1");

    for (String session : List.of("s1", "nobody")) {
      assertThatThrownBy(() -> registry.join(session, ROOM))
          .isInstanceOf(UnknownSessionException.class);
      assertThatThrownBy(() -> registry.leave(session, ROOM))
          .isInstanceOf(UnknownSessionException.class);
    }
    assertThat(memberIds(ROOM)).isEmpty();
  }

  @Test
  void aRegistrationJoinsItsRooms() {
    assertThat(texts(online("s1", guest("ann", "Ann"), ROOM, OTHER_ROOM).changes()))
        .containsExactlyInAnyOrder("general: ann JOINED", "random: ann JOINED");
    assertThat(memberNames(ROOM)).containsExactly("Ann");
  }

  @Test
  void aRegistrationIsConfirmedWithoutAChange() {
    online("s1", guest("ann", "Ann"), ROOM);
    RoomMembers members = registry.members(ROOM);

    var again = online("s1", guest("ann", "Ann"), ROOM);

    assertThat(again.nameKept()).isTrue();
    assertThat(again.changes()).isEmpty();
    assertThat(registry.members(ROOM)).isEqualTo(members);
    registry.leave("s1", ROOM);
    assertThat(memberIds(ROOM)).isEmpty();
  }

  @Test
  void aRegistrationLeavesTheRoomsThatItDoesNotName() {
    online("s1", guest("ann"), ROOM);

    var again = online("s1", guest("ann"), OTHER_ROOM);

    assertThat(texts(again.changes()))
        .containsExactlyInAnyOrder("general: ann LEFT", "random: ann JOINED");
    assertThat(memberIds(ROOM)).isEmpty();
    assertThat(memberIds(OTHER_ROOM)).containsExactly("ann");
  }

  private long version(Room room) {
    return registry.versions(Set.of(room)).getOrDefault(room, -1L);
  }

  private List<String> roomNames(String after, int limit) {
    return registry.rooms(after, limit).stream().map(summary -> summary.room().name()).toList();
  }
}
