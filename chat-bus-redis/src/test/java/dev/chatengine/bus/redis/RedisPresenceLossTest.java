package dev.chatengine.bus.redis;

import static dev.chatengine.bus.redis.Presence.GRACE;
import static dev.chatengine.bus.redis.Presence.LEASE;
import static dev.chatengine.bus.redis.Presence.ROOM;
import static dev.chatengine.bus.redis.Presence.names;
import static dev.chatengine.bus.redis.Presence.register;
import static dev.chatengine.bus.redis.Presence.texts;
import static dev.chatengine.bus.redis.Presence.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chatengine.model.User;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry.Lease;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.spi.SessionRecord;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What the registry does when the server goes, and comes back with less than it had. */
class RedisPresenceLossTest {
  private final TestRedis redis = TestRedis.embedded();
  private final Presence presence = new Presence("test");
  private final RedisPresenceRegistry registry = presence.open(redis.client());
  private final RedisPresenceRegistry other = presence.open(redis.client());

  @BeforeEach
  void takeLeases() {
    registry.renew("node-1", LEASE);
    other.renew("node-2", LEASE);
  }

  @AfterEach
  void stopServer() {
    redis.close();
  }

  @Test
  void whatTheClientThrowsIsThrownWhileTheServerIsAway() {
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    redis.process().kill();

    assertThatThrownBy(() -> registry.members(ROOM)).isInstanceOf(JedisConnectionException.class);
    assertThatThrownBy(() -> registry.expire(10)).isInstanceOf(JedisConnectionException.class);

    redis.process().start();
    answers();
    assertThat(names(registry, ROOM)).isEmpty();
  }

  @Test
  void aServerThatComesBackEmptyHasAnotherEpochInWhichEveryNodeRegistersAnew() {
    Lease before = registry.renew("node-1", LEASE);
    register(registry, "node-1", "s1", user("ann"), "token", ROOM);
    long version = registry.members(ROOM).version();
    restart();

    assertThatThrownBy(() -> registry.leave("s1", ROOM))
        .isInstanceOf(UnknownSessionException.class);
    Lease after = registry.renew("node-1", LEASE);

    assertThat(after.epoch()).isNotEqualTo(before.epoch());
    assertThat(after.fresh()).isTrue();
    assertThat(registry.renew("node-1", LEASE))
        .isEqualTo(new Lease(after.epoch(), false, Set.of()));
    assertThat(other.renew("node-2", LEASE)).isEqualTo(new Lease(after.epoch(), true, Set.of()));
    register(registry, "node-1", "s1", user("ann"), "token", ROOM);
    assertThat(names(other, ROOM)).containsExactly("ann");
    assertThat(other.members(ROOM).version()).isGreaterThan(version);
  }

  @Test
  void aSessionThatIsRegisteredBeforeItsNodeHeardOfTheLossIsNotTakenOut() {
    redis.client().flushAll();
    assertThat(other.renew("node-2", LEASE).fresh()).isTrue();

    register(registry, "node-1", "s1", user("ann"), null, ROOM);

    assertThat(other.expire(10)).isEmpty();
    assertThat(other.locate("ann")).hasSize(1);
    assertThat(registry.renew("node-1", LEASE).fresh()).as("still to register the others").isTrue();
    assertThat(registry.renew("node-1", LEASE).fresh()).isFalse();
  }

  @Test
  void anOlderHolderTakesItsNameBackThoughItWasClaimedBeforeAnyNodeHeardOfTheLoss() {
    redis.client().flushAll();
    register(registry, "node-1", "s1", User.builder("newcomer").build(), null);
    assertThat(registry.claimName("s1", "bob")).isInstanceOf(NameClaim.Claimed.class);

    other.renew("node-2", LEASE);
    SessionRecord holder =
        new SessionRecord("s2", "node-2", user("bob"), Duration.ofHours(1), Set.of(ROOM), null);

    assertThat(other.register(holder, GRACE).nameKept()).isTrue();
    assertThat(registry.renew("node-1", LEASE).namesLost()).containsExactly("s1");
  }

  @Test
  void aRestartFromASnapshotLetsNoGhostKeepANameFromItsHolder() {
    register(registry, "node-1", "s1", user("bob"), null, ROOM);
    save();
    registry.unregister("s1");
    User holder = User.builder("other").name("bob").build();
    register(other, "node-2", "s2", holder, null, ROOM);
    restart();

    other.renew("node-2", LEASE);
    registry.renew("node-1", LEASE);
    assertThat(register(other, "node-2", "s2", holder, null, ROOM).nameKept()).isTrue();

    assertThat(other.locate("other")).extracting(SessionLocation::username).containsExactly("bob");
  }

  @Test
  void aTakeoverGivesOutWhatIsHeldThoughTheClockWentBackALittle() {
    register(registry, "node-1", "s1", user("ann"), "token");
    registry.park("s1");
    registry.hold("s1", ByteBuffer.wrap(new byte[] {1}));
    presence.setServerClock(Duration.ofMillis(-900));

    assertThat(other.takeOver("token", "s2", "node-2", "token-2"))
        .hasValueSatisfying(taken -> assertThat(taken.held()).hasSize(1));
  }

  @Test
  void aLeaseThatCameWithASessionRunsOutIfItsNodeIsGone() {
    redis.client().flushAll();
    register(registry, "node-1", "s1", user("ann"), null, ROOM);

    presence.advance(LEASE.plusSeconds(1));

    assertThat(texts(other.expire(10))).containsExactly("general ann LEFT");
  }

  @Test
  void aServerThatIsRestartedFromASnapshotHasAnotherEpoch() {
    String before = registry.renew("node-1", LEASE).epoch();
    save();
    restart();

    Lease after = registry.renew("node-1", LEASE);

    assertThat(after.epoch()).isNotEqualTo(before);
    assertThat(after.fresh()).isTrue();
    assertThat(other.renew("node-2", LEASE)).isEqualTo(new Lease(after.epoch(), true, Set.of()));
    assertThat(registry.renew("node-1", LEASE))
        .isEqualTo(new Lease(after.epoch(), false, Set.of()));
  }

  @Test
  void nobodyIsTakenOutWhomANodeHasYetToConfirmHoweverLongTheServerWasAway() {
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    register(other, "node-2", "s2", user("bob"), null, ROOM);
    save();
    restart();
    presence.advance(LEASE.multipliedBy(5));

    registry.renew("node-1", LEASE);
    assertThat(registry.expire(10)).isEmpty();
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    assertThat(names(registry, ROOM)).containsExactly("ann", "bob");
    assertThat(registry.locate("bob"))
        .containsExactly(new SessionLocation("s2", "node-2", false, "bob", false));
    presence.advance(LEASE.dividedBy(2));
    other.renew("node-2", LEASE);
    register(other, "node-2", "s2", user("bob"), null, ROOM);
    registry.renew("node-1", LEASE);
    presence.advance(LEASE.multipliedBy(3).dividedBy(4));

    assertThat(registry.expire(10)).isEmpty();
    assertThat(names(registry, ROOM)).containsExactly("ann", "bob");
  }

  @Test
  void theExpiryNoticesARestartByItself() {
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    save();
    restart();
    presence.advance(LEASE.multipliedBy(5));

    assertThat(other.expire(10)).isEmpty();
    assertThat(names(registry, ROOM)).containsExactly("ann");
  }

  @Test
  void aGhostThatASnapshotBroughtBackGoesThoughItsNodeLives() {
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    register(registry, "node-1", "s2", user("bob"), "token", ROOM);
    save();
    registry.unregister("s1");
    registry.unregister("s2");
    restart();

    registry.renew("node-1", LEASE);
    assertThat(registry.expire(10)).isEmpty();
    presence.advance(LEASE.dividedBy(2));
    registry.renew("node-1", LEASE);
    presence.advance(LEASE.multipliedBy(3).dividedBy(5));

    assertThat(texts(registry.expire(10))).containsExactly("general ann LEFT");
    assertThat(registry.locate("bob"))
        .containsExactly(new SessionLocation("s2", "node-1", true, "bob", false));
    presence.advance(GRACE);
    registry.renew("node-1", LEASE);
    assertThat(texts(registry.expire(10))).containsExactly("general bob LEFT");
    assertThat(registry.renew("node-1", LEASE).fresh()).isFalse();
  }

  @Test
  void versionsAreHigherThanAnyBeforeAfterARestart() {
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    save();
    registry.claimName("s1", "Anna");
    registry.claimName("s1", "Anne");
    long version = registry.members(ROOM).version();
    restart();

    registry.renew("node-1", LEASE);

    long after = registry.members(ROOM).version();
    assertThat(after).isGreaterThan(version);
    assertThat(registry.claimName("s1", "Anna").toString()).contains("version=" + (after + 1));
    assertThat(registry.members(ROOM).version()).isEqualTo(after + 1);
  }

  @Test
  void aParkedSessionSurvivesARestartWithItsMemory() {
    register(registry, "node-1", "s1", user("ann"), "token", ROOM);
    registry.park("s1");
    save();
    restart();
    presence.advance(GRACE.multipliedBy(2));
    registry.renew("node-1", LEASE);

    assertThat(registry.expire(10)).isEmpty();
    assertThat(other.takeOver("token", "s2", "node-2", "token-2")).isPresent();
  }

  @Test
  void aServerThatForgetsTheScriptsIsSentThemAgain() {
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    redis.client().scriptFlush();

    assertThat(names(registry, ROOM)).containsExactly("ann");
    assertThat(texts(registry.unregister("s1"))).containsExactly("general ann LEFT");
  }

  @Test
  void aServerThatIsFullKeepsLeasesAndLetsGo() {
    register(registry, "node-1", "s1", user("ann"), null, ROOM);
    register(registry, "node-1", "s2", user("bob"), "token", ROOM);
    redis.client().configSet("maxmemory", "1");

    assertThatThrownBy(() -> register(registry, "node-1", "s3", user("cat"), null, ROOM))
        .isInstanceOf(JedisDataException.class)
        .hasMessageContaining("OOM");
    assertThat(registry.renew("node-1", LEASE).fresh()).isFalse();
    assertThat(registry.renew("node-3", LEASE).fresh()).isTrue();
    registry.park("s2");
    assertThat(other.takeOver("token", "s4", "node-2", "token-2")).isPresent();
    assertThat(texts(registry.unregister("s1"))).containsExactly("general ann LEFT");
    other.release("node-2");
    presence.advance(GRACE.plus(LEASE));
    assertThat(texts(Presence.expireAll(registry, 10))).containsExactly("general bob LEFT");

    redis.client().configSet("maxmemory", "0");
    assertThat(registry.locate("cat")).isEmpty();
    assertThat(register(registry, "node-1", "s3", user("cat"), null, ROOM).nameKept()).isTrue();
  }

  /** Writes the snapshot from which the server starts the next time. */
  private void save() {
    redis.client().executeCommand(new CommandArguments(Protocol.Command.SAVE));
  }

  private void restart() {
    redis.process().kill();
    redis.process().start();
    answers();
  }

  /** The client's pool may have connections of the former server. */
  private void answers() {
    await().ignoreExceptions().until(() -> redis.client().ping().equals("PONG"));
  }
}
