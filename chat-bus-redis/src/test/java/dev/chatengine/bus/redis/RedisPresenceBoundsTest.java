package dev.chatengine.bus.redis;

import static dev.chatengine.bus.redis.Presence.GRACE;
import static dev.chatengine.bus.redis.Presence.LEASE;
import static dev.chatengine.bus.redis.Presence.ROOM;
import static dev.chatengine.bus.redis.Presence.register;
import static dev.chatengine.bus.redis.Presence.texts;
import static dev.chatengine.bus.redis.Presence.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.SessionRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What the registry leaves on the server, what it refuses, and what its calls cost there. */
class RedisPresenceBoundsTest {
  private static final TestRedis REDIS = TestRedis.start();

  private final String namespace = REDIS.namespace();
  private final Presence presence = new Presence(namespace);
  private final RedisPresenceRegistry registry = presence.open(REDIS.client());

  @AfterAll
  static void stopServer() {
    REDIS.close();
  }

  @Test
  void whenAllHaveGoneOnlyTheMemoryIsLeft() {
    registry.renew("node-1", LEASE);
    registry.renew("node-2", LEASE);
    registry.renew("node-3", LEASE);
    User known = User.builder("cat").name("Cat").known(true).metadata(Map.of("k", "v")).build();
    register(registry, "node-1", "s1", user("ann"), null, ROOM, new Room("a"));
    register(registry, "node-1", "s2", user("ann"), "token-1", ROOM);
    register(registry, "node-2", "s3", user("bob"), "token-2", ROOM);
    register(registry, "node-2", "s4", known, "token-3", ROOM);
    register(registry, "nobody", "s5", user("dan"), null, ROOM);
    register(registry, "node-2", "s6", user("ann"), null, new Room("b"));
    registry.claimName("s1", "Anna");
    registry.claimName("s3", "Bobby");
    registry.park("s2");
    registry.hold("s2", ByteBuffer.allocate(100));
    registry.park("s3");
    registry.hold("s3", ByteBuffer.allocate(100));
    registry.takeOver("token-2", "s7", "node-1", "token-4");
    registry.unregister("s1");
    registry.unregister("s7");

    registry.release("node-1");
    presence.advance(LEASE.plus(GRACE).plusSeconds(1));
    Presence.expireAll(registry, 3);

    assertThat(presence.keys(REDIS.client())).containsExactly("memory");
    assertThat(memory("sessions")).isEqualTo("0");
    assertThat(memory("held")).isEqualTo("0");
  }

  @Test
  void roomsThatComeAndGoLeaveNothing() {
    registry.renew("node", LEASE);
    register(registry, "node", "s1", user("ann"), null);
    List<String> keys = presence.keys(REDIS.client());

    for (int i = 0; i < 200; i++) {
      registry.join("s1", new Room("room-" + i));
      registry.leave("s1", new Room("room-" + i));
    }

    assertThat(presence.keys(REDIS.client())).isEqualTo(keys);
  }

  @Test
  void aSessionTooManyIsRefusedAndChangesNothing() {
    var small = bounded(RedisPresenceOptions.builder().maxSessions(2).build());
    register(small, "node", "s1", user("ann"), null, ROOM);
    register(small, "node", "s2", user("bob"), null, ROOM);
    List<String> keys = presence.keys(REDIS.client());

    assertThatThrownBy(() -> register(small, "node", "s3", user("cat"), "token", ROOM))
        .isInstanceOf(IllegalStateException.class);

    assertThat(presence.keys(REDIS.client())).isEqualTo(keys);
    assertThat(register(small, "node", "s2", user("bob"), null, ROOM).changes()).isEmpty();
    small.unregister("s1");
    assertThat(register(small, "node", "s3", user("cat"), null).nameKept()).isTrue();
  }

  @Test
  void aRoomTooManyIsRefusedAndChangesNothing() {
    var small = bounded(RedisPresenceOptions.builder().maxRoomsPerSession(2).build());
    register(small, "node", "s1", user("ann"), null, ROOM, new Room("a"));

    assertThatThrownBy(() -> small.join("s1", new Room("b")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> register(small, "node", "s1", user("ann"), null, ROOM, room("b"), room("c")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(small.join("s1", ROOM)).isEmpty();
    assertThat(small.rooms("", 10))
        .extracting(summary -> summary.room().name())
        .containsExactly("a", "general");
    small.leave("s1", ROOM);
    assertThat(small.join("s1", room("b"))).isPresent();
  }

  @Test
  void whatIsHeldIsBoundedOverAllSessions() {
    var small = bounded(RedisPresenceOptions.builder().maxHeld(300).maxHeldPerSession(200).build());
    for (String name : List.of("ann", "bob")) {
      register(small, "node", name, user(name), "token of " + name);
      small.park(name);
    }

    assertThat(small.hold("ann", ByteBuffer.allocate(201))).isFalse();
    assertThat(small.hold("ann", ByteBuffer.allocate(200))).isTrue();
    assertThat(small.hold("ann", ByteBuffer.allocate(0))).as("counts as 64").isFalse();
    assertThat(small.hold("bob", ByteBuffer.allocate(101))).isFalse();
    assertThat(small.hold("bob", ByteBuffer.allocate(100))).isTrue();
    small.takeOver("token of ann", "ann-2", "node", "token");
    assertThat(small.hold("bob", ByteBuffer.allocate(100))).isTrue();
    assertThat(memory("held")).isEqualTo("200");
  }

  @Test
  void idsAndTokensMayHoldAnything() {
    for (String text : List.of("a b", "{a}", "a\nb", "a\u0000b", "\ud83d\ude00", "a:b", ":", "*")) {
      registry.renew(text, LEASE);
      register(registry, text, text, User.builder(text).name(text).build(), text, room(text));
      registry.park(text);
      var takeover = registry.takeOver(text, text + "2", text, text + "2").orElseThrow();

      assertThat(takeover.session())
          .usingRecursiveComparison()
          .ignoringFields("nameAge")
          .isEqualTo(
              new SessionRecord(
                  text + "2",
                  text,
                  User.builder(text).name(text).build(),
                  Duration.ZERO,
                  Set.of(room(text)),
                  text + "2"));
      assertThat(takeover.session().user().name()).isEqualTo(text);
      assertThat(takeover.formerNodeId()).isEqualTo(text);
      assertThat(texts(registry.unregister(text + "2")))
          .containsExactly(text + " " + text + " LEFT");
      registry.release(text);
    }
    assertThat(registry.expire(1)).isEmpty();
    assertThat(presence.keys(REDIS.client())).containsExactly("memory");
  }

  @Test
  void textThatHasNoFormInUtf8IsRefused() {
    refused(() -> registry.unregister("\ud83d"));
    refused(() -> register(registry, "node", "s1", user("ann"), ""));
    refused(() -> registry.takeOver("token", "s1", "node", ""));
  }

  @Test
  void toJoinAndToLeaveCostsTheSameInARoomOfFiveThousand() {
    registry.renew("node", LEASE);
    register(registry, "node", "visitor", user("visitor"), null);
    register(registry, "node", "first", user("first"), null, ROOM);
    visit();
    long inASmallRoom = visit();
    for (int i = 0; i < 5_000; i++) {
      register(registry, "node", "s" + i, user("user-" + i), null, ROOM);
    }

    assertThat(visit()).isEqualTo(inASmallRoom);
    assertThat(registry.members(ROOM).members()).hasSize(5_001);
    assertThat(registry.members(ROOM).members().get(5_000).userId()).isEqualTo("user-4999");

    registry.release("node");
    assertThat(Presence.expireAll(registry, 1_000))
        .hasSize(5_001)
        .allMatch(change -> change.kind() == MembershipChange.Kind.LEFT);
    assertThat(presence.keys(REDIS.client())).containsExactly("memory");
  }

  @Test
  void theVersionsOfTwentyThousandRoomsTakeFortyRoundTrips() {
    registry.renew("node", LEASE);
    register(registry, "node", "s1", user("ann"), null, room("room-7"));
    Set<Room> rooms = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      rooms.add(room("room-" + i));
    }
    registry.versions(Set.of(ROOM));
    long before = commands("evalsha");

    Map<Room, Long> versions = registry.versions(rooms);

    assertThat(commands("evalsha") - before).isEqualTo(40);
    assertThat(versions.keySet()).isEqualTo(rooms);
    assertThat(versions).containsEntry(room("room-7"), registry.members(room("room-7")).version());
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    var builder = RedisPresenceOptions.builder();
    refused(() -> builder.maxSessions(0));
    refused(() -> builder.maxRoomsPerSession(0));
    refused(() -> builder.maxRoomsPerSession(5_001));
    refused(() -> builder.maxHeld(0));
    refused(() -> builder.maxHeldPerSession(Long.MAX_VALUE));
    refused(() -> RedisPresenceRegistry.create(REDIS.client(), "{a}"));
  }

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }

  private RedisPresenceRegistry bounded(RedisPresenceOptions options) {
    RedisPresenceRegistry bounded = new Presence(namespace, options).open(REDIS.client());
    bounded.renew("node", LEASE);
    return bounded;
  }

  private static Room room(String name) {
    return new Room(name);
  }

  /** Goes in and out; how many commands the server ran for it. */
  private long visit() {
    long before = commands("");
    registry.join("visitor", ROOM);
    registry.leave("visitor", ROOM);
    return commands("") - before;
  }

  private static long commands(String named) {
    return Commands.calls(REDIS.client(), "(?!info)" + named + ".*");
  }

  private String memory(String field) {
    return REDIS.client().hget("{" + namespace + ":presence}:memory", field);
  }
}
