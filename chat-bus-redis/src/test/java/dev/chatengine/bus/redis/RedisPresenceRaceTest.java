package dev.chatengine.bus.redis;

import static dev.chatengine.bus.redis.Presence.LEASE;
import static dev.chatengine.bus.redis.Presence.ROOM;
import static dev.chatengine.bus.redis.Presence.register;
import static dev.chatengine.bus.redis.Presence.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.User;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry.Takeover;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

/** Two nodes, each with a client of its own, and 32 threads that all want the same. */
class RedisPresenceRaceTest {
  private static final TestRedis REDIS = TestRedis.start();
  private static final int THREADS = 32;

  private final Presence presence = new Presence(REDIS.namespace());
  private final RedisClient otherClient = RedisClient.create(URI.create(REDIS.uri()));
  private final RedisPresenceRegistry registry = presence.open(REDIS.client());
  private final RedisPresenceRegistry other = presence.open(otherClient);
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
    otherClient.close();
  }

  @AfterAll
  static void stopServer() {
    REDIS.close();
  }

  @Test
  void eachNameIsOneUsersAtATime() throws Exception {
    registry.renew("node", LEASE);
    for (int i = 0; i < THREADS; i++) {
      register(registry, "node", "s" + i, User.builder("user-" + i).build(), null, ROOM);
    }
    for (int round = 0; round < 20; round++) {
      String name = "name-" + round;

      List<NameClaim> claims = race(i -> either(i).claimName("s" + i, name));

      assertThat(claims).filteredOn(NameClaim.Claimed.class::isInstance).hasSize(1);
      assertThat(Presence.names(registry, ROOM)).filteredOn(name::equals).hasSize(1);
    }
  }

  @Test
  void eachSessionIsTakenOverOnceWithAllThatWasHeld() throws Exception {
    registry.renew("node", LEASE);
    for (int round = 0; round < 20; round++) {
      String token = "token-" + round;
      register(registry, "node", "s-" + round, user("ann-" + round), token, ROOM);
      registry.park("s-" + round);
      registry.hold("s-" + round, ByteBuffer.wrap(new byte[] {0, -1, 10, 13}));
      String taker = "taker-" + round + "-";

      List<Optional<Takeover>> takeovers =
          race(i -> either(i).takeOver(token, taker + i, "node", taker + i));

      List<Takeover> won = takeovers.stream().flatMap(Optional::stream).toList();
      assertThat(won).hasSize(1);
      assertThat(won.get(0).held()).containsExactly(ByteBuffer.wrap(new byte[] {0, -1, 10, 13}));
      assertThat(registry.locate("ann-" + round)).hasSize(1);
    }
  }

  @Test
  void eachDepartureIsToldOnce() throws Exception {
    registry.renew("mortal", LEASE);
    int users = 500;
    for (int i = 0; i < users; i++) {
      register(registry, "mortal", "s" + i, user("user-" + i), null, ROOM);
    }
    long before = registry.members(ROOM).version();
    presence.advance(LEASE.plus(Duration.ofSeconds(1)));

    List<MembershipChange> told = new ArrayList<>();
    race(i -> Presence.expireAll(either(i), 7)).forEach(told::addAll);

    assertThat(told).hasSize(users);
    assertThat(told).extracting(MembershipChange::version).doesNotHaveDuplicates();
    assertThat(told).allMatch(change -> change.version() <= before + users);
    assertThat(presence.keys(REDIS.client())).containsExactly("memory");
  }

  @Test
  void joinsLeavesAndEndsOfOneUserAddUp() throws Exception {
    registry.renew("node", LEASE);
    register(registry, "node", "stays", user("stays"), null, ROOM);
    List<MembershipChange> changes = new ArrayList<>();

    race(i -> {
          List<MembershipChange> mine = new ArrayList<>();
          User user = user("user-" + i % 4);
          for (int round = 0; round < 20; round++) {
            String session = "s-" + i + "-" + round;
            mine.addAll(register(either(round), "node", session, user, null).changes());
            either(i).join(session, ROOM).ifPresent(mine::add);
            if (round % 2 == 0) {
              either(i + round).leave(session, ROOM).ifPresent(mine::add);
            }
            mine.addAll(either(round + 1).unregister(session));
          }
          return mine;
        })
        .forEach(changes::addAll);

    assertThat(changes).extracting(MembershipChange::version).doesNotHaveDuplicates();
    assertThat(Presence.names(registry, ROOM)).containsExactly("stays");
    registry.unregister("stays");
    registry.release("node");
    assertThat(registry.expire(1)).isEmpty();
    assertThat(presence.keys(REDIS.client())).containsExactly("memory");
  }

  private RedisPresenceRegistry either(int index) {
    return index % 2 == 0 ? registry : other;
  }

  /** What one of the threads does. */
  private interface Runner<T> {
    T run(int index);
  }

  private <T> List<T> race(Runner<T> runner) throws Exception {
    List<Callable<T>> tasks =
        IntStream.range(0, THREADS).<Callable<T>>mapToObj(i -> () -> runner.run(i)).toList();
    List<T> results = new ArrayList<>();
    for (Future<T> future : threads.invokeAll(tasks)) {
      results.add(future.get());
    }
    return results;
  }
}
