package dev.chatengine.bus.redis;

import static dev.chatengine.bus.redis.Presence.GRACE;
import static dev.chatengine.bus.redis.Presence.LEASE;
import static dev.chatengine.bus.redis.Presence.ROOM;
import static dev.chatengine.bus.redis.Presence.names;
import static dev.chatengine.bus.redis.Presence.register;
import static dev.chatengine.bus.redis.Presence.texts;
import static dev.chatengine.bus.redis.Presence.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the registry does when the clock of its server is set. */
class RedisPresenceClockTest {
  private static final TestRedis REDIS = TestRedis.start();
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Presence presence = new Presence(REDIS.namespace());
  private final RedisPresenceRegistry registry = presence.open(REDIS.client());
  private final RedisPresenceRegistry other = presence.open(REDIS.client());

  @AfterAll
  static void stopServer() {
    REDIS.close();
  }

  @BeforeEach
  void twoNodesWithTwoSessionsEach() {
    registry.renew("node-1", LEASE);
    other.renew("node-2", LEASE);
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    register(other, "node-2", "s2", user("bob"), null, ROOM);
    register(other, "node-2", "s3", user("cat"), "token", ROOM);
    other.park("s3");
    presence.advance(LEASE.dividedBy(2));
    registry.renew("node-1", LEASE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT8S", "PT1H", "P3650D", "PT-8S", "PT-1H", "P-3650D"})
  void nobodyLeavesWhoseNodeLives(String step) {
    presence.setServerClock(Duration.parse(step));

    // Before any node has renewed its lease, and after each has.
    assertThat(registry.expire(10)).isEmpty();
    assertThat(registry.locate("bob")).hasSize(1);
    assertThat(registry.renew("node-1", LEASE).fresh()).isFalse();
    assertThat(registry.expire(10)).isEmpty();
    assertThat(other.renew("node-2", LEASE).fresh()).isFalse();
    assertThat(other.expire(10)).isEmpty();
    assertThat(names(registry, ROOM)).containsExactly("ann", "bob", "cat");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT8S", "PT1H", "P3650D", "PT-8S", "PT-1H", "P-3650D"})
  void aDeadNodeIsNoticedWhenItsLeaseIsOver(String step) {
    presence.setServerClock(Duration.parse(step));
    registry.renew("node-1", LEASE);
    presence.advance(LEASE.dividedBy(2).minus(SECOND));
    registry.renew("node-1", LEASE);
    assertThat(registry.expire(10)).isEmpty();

    presence.advance(SECOND.multipliedBy(2));
    registry.renew("node-1", LEASE);

    assertThat(texts(registry.expire(10))).containsExactly("general bob LEFT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT8S", "PT1H", "P3650D", "PT-8S", "PT-1H", "P-3650D"})
  void aParkedSessionHasItsWholeGraceTimeAndNoMore(String step) {
    presence.setServerClock(Duration.parse(step));
    Duration left = GRACE.minus(LEASE.dividedBy(2));
    for (Duration passed = Duration.ZERO; passed.compareTo(left) < 0; ) {
      assertThat(names(registry, ROOM)).contains("cat");
      presence.advance(LEASE.dividedBy(2));
      passed = passed.plus(LEASE.dividedBy(2));
      registry.renew("node-1", LEASE);
      other.renew("node-2", LEASE);
      if (passed.compareTo(left) < 0) {
        assertThat(registry.expire(10)).isEmpty();
      }
    }
    presence.advance(SECOND);

    assertThat(texts(registry.expire(10))).containsExactly("general cat LEFT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H"})
  void aNodeThatStartsAfterTheClockWasSetSeesWhoIsThere(String step) {
    presence.setServerClock(Duration.parse(step));
    registry.renew("node-1", LEASE);
    RedisPresenceRegistry third = presence.open(REDIS.client());

    third.renew("node-3", LEASE);

    assertThat(third.expire(10)).isEmpty();
    assertThat(third.locate("bob")).hasSize(1);
  }
}
