package dev.chatengine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.SessionRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The registry in memory at its bounds, and its particularities. */
class MemoryPresenceRegistryBoundsTest {
  private static final Room ROOM = new Room("general");
  private static final Duration LEASE = Duration.ofSeconds(10);

  @Test
  void aBoundOutOfRangeIsRefusedByName() {
    var builder = MemoryPresenceRegistry.builder();

    assertRefused("maxSessions", () -> builder.maxSessions(0));
    assertRefused("maxRoomsPerSession", () -> builder.maxRoomsPerSession(-1));
    assertRefused("maxHeldPerSession", () -> builder.maxHeldPerSession(0));
    assertRefused("maxHeld", () -> builder.maxHeld(Long.MIN_VALUE));
  }

  @Test
  void oneSessionTooManyIsRefusedAndTheOthersStay() {
    var registry = MemoryPresenceRegistry.builder().maxSessions(2).build();
    register(registry, "s1");
    register(registry, "s2");

    assertThatThrownBy(() -> register(registry, "s3"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 sessions");

    assertThat(registry.locate("user-of-s3")).isEmpty();
    register(registry, "s2");
    registry.unregister("s1");
    register(registry, "s3");
  }

  @Test
  void oneRoomTooManyIsRefusedAndChangesNothing() {
    var registry = MemoryPresenceRegistry.builder().maxRoomsPerSession(2).build();
    register(registry, "s1", ROOM, new Room("random"));

    assertThatThrownBy(() -> registry.join("s1", new Room("third")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2 rooms");
    assertThatThrownBy(() -> register(registry, "s2", ROOM, new Room("b"), new Room("c")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(registry.join("s1", ROOM)).isEmpty();
    assertThat(registry.members(ROOM).members()).hasSize(1);
  }

  @Test
  void payloadsHeldForOneSessionAreBoundedToTheByte() {
    var registry = MemoryPresenceRegistry.builder().maxHeldPerSession(1_000).build();
    registry.renew("node", LEASE);
    parked(registry, "s1");

    assertThat(registry.hold("s1", ByteBuffer.allocate(1_001))).isFalse();
    assertThat(registry.hold("s1", ByteBuffer.allocate(936))).isTrue();
    assertThat(registry.hold("s1", ByteBuffer.allocate(65))).isFalse();
    assertThat(registry.hold("s1", ByteBuffer.allocate(1))).isTrue();
    assertThat(registry.hold("s1", ByteBuffer.allocate(0))).isFalse();
  }

  @Test
  void payloadsHeldForAllSessionsAreBoundedAndFreed() {
    var registry = MemoryPresenceRegistry.builder().maxHeld(1_000).build();
    registry.renew("node", LEASE);
    parked(registry, "s1");
    parked(registry, "s2");

    assertThat(registry.hold("s1", ByteBuffer.allocate(600))).isTrue();
    assertThat(registry.hold("s2", ByteBuffer.allocate(600))).isFalse();
    registry.unregister("s1");
    assertThat(registry.hold("s2", ByteBuffer.allocate(600))).isTrue();
    registry.takeOver("token-of-s2", "s3", "node", "token-of-s3");
    registry.park("s3");
    assertThat(registry.hold("s3", ByteBuffer.allocate(1_000))).isTrue();
  }

  @Test
  void heldPayloadsAreCopies() {
    var registry = MemoryPresenceRegistry.create();
    registry.renew("node", LEASE);
    parked(registry, "s1");
    byte[] bytes = {1, 2, 3};
    registry.hold("s1", ByteBuffer.wrap(bytes));
    bytes[0] = 9;

    assertThat(registry.takeOver("token-of-s1", "s2", "node", "t").orElseThrow().held())
        .containsExactly(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  @Test
  void theClockMayWrapAround() {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);
    var registry = MemoryPresenceRegistry.builder().nanoClock(clock::get).build();
    registry.renew("node", LEASE);
    clock.addAndGet(LEASE.toNanos() - 1);
    assertThat(registry.renew("node", LEASE).fresh()).isFalse();
    clock.addAndGet(LEASE.toNanos());
    assertThat(registry.renew("node", LEASE).fresh()).isTrue();
  }

  @Test
  void theLongestDurationsAreAccepted() {
    var registry = MemoryPresenceRegistry.create();
    registry.renew("node", Duration.ofSeconds(Long.MAX_VALUE));
    registry.register(session("s1", "token", ROOM), Duration.ofSeconds(Long.MAX_VALUE));
    registry.park("s1");

    assertThat(registry.expire(1)).isEmpty();
    assertThat(registry.locate("user-of-s1")).hasSize(1);
  }

  @Test
  void aRoomThatGetsMembersAgainContinuesAboveItsFormerNumbers() {
    var registry = MemoryPresenceRegistry.create();
    register(registry, "s1");
    register(registry, "s2");
    long last = 0;
    for (int i = 0; i < 3; i++) {
      registry.join("s1", new Room("busy"));
      registry.leave("s1", new Room("busy"));
      long joined = registry.join("s2", ROOM).orElseThrow().version();
      last = registry.leave("s2", ROOM).map(MembershipChange::version).orElseThrow();
      assertThat(joined).isEqualTo(last - 1);
    }
    assertThat(registry.versions(Set.of(ROOM))).containsEntry(ROOM, last);
    assertThat(last).isGreaterThanOrEqualTo(6);
  }

  @Test
  void theMembersOfALargeRoomKeepTheirOrderWhileOthersJoinAndLeave() {
    var registry = MemoryPresenceRegistry.create();
    int size = 5_000;
    IntStream.range(0, size).forEach(i -> register(registry, "s" + i, ROOM));
    for (int i = 0; i < size; i += 2) {
      registry.leave("s" + i, ROOM);
    }
    for (int i = 0; i < size; i += 4) {
      registry.join("s" + i, ROOM);
    }

    List<String> expected = new ArrayList<>();
    IntStream.range(0, size).filter(i -> i % 2 == 1).forEach(i -> expected.add("user-of-s" + i));
    IntStream.range(0, size).filter(i -> i % 4 == 0).forEach(i -> expected.add("user-of-s" + i));
    assertThat(registry.members(ROOM).members()).extracting(Member::userId).isEqualTo(expected);
  }

  @Test
  void onlyASharedRegistryGivesAnother() {
    assertThatThrownBy(() -> MemoryPresenceRegistry.create().another())
        .isInstanceOf(IllegalStateException.class);
    var shared = MemoryPresenceRegistry.builder().shared(true).build();
    var another = shared.another();
    register(shared, "s1", ROOM);
    assertThat(another.members(ROOM)).isEqualTo(shared.members(ROOM));
    assertThat(another.traits().shared()).isTrue();
    shared.close();
    assertThatThrownBy(shared::another).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void eachRegistryHasItsOwnEpoch() {
    assertThat(MemoryPresenceRegistry.create().renew("node", LEASE).epoch())
        .isNotEqualTo(MemoryPresenceRegistry.create().renew("node", LEASE).epoch());
  }

  private static void assertRefused(String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " is ");
  }

  private static void register(MemoryPresenceRegistry registry, String id, Room... rooms) {
    registry.renew("node", LEASE);
    registry.register(
        new SessionRecord(
            id, "node", User.builder("user-of-" + id).build(), Duration.ZERO, Set.of(rooms), null),
        Duration.ZERO);
  }

  private static void parked(MemoryPresenceRegistry registry, String id) {
    registry.register(session(id, "token-of-" + id), LEASE);
    registry.park(id);
  }

  private static SessionRecord session(String id, String token, Room... rooms) {
    return new SessionRecord(
        id, "node", User.builder("user-of-" + id).build(), Duration.ZERO, Set.of(rooms), token);
  }
}
