package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** A server that goes away, comes back empty, or does not answer any more. */
@Timeout(120)
class RedisBroadcasterFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestRedis redis = TestRedis.embedded();
  private final RedisBusOptions options =
      RedisBusOptions.builder()
          .namespace(redis.namespace())
          .timeout(Duration.ofSeconds(1))
          .probeInterval(Duration.ofMillis(200))
          .probeDeadline(Duration.ofMillis(400))
          .linger(Duration.ofMillis(300))
          .build();
  private final Ear one = new Ear(RedisBus.connect(redis.uri(), options));
  private final Ear other = new Ear(RedisBus.connect(redis.uri(), options));

  @AfterEach
  void end() {
    one.close();
    other.close();
    redis.close();
  }

  private void awaitHearing(String text) {
    other.awaitFrom(one, "tea", text);
  }

  @Test
  void afterARestartAllIsSubscribedAgainAndTheReceiverIsToldOnce() {
    other.subscribe("tea");
    awaitHearing("before");
    redis.process().kill();
    await().atMost(PATIENCE).until(() -> other.broadcaster.outage().isPresent());
    assertThatThrownBy(() -> one.say("tea", "into the void"))
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("not published");

    redis.process().start();
    await().atMost(PATIENCE).until(() -> other.missedAll() == 1);
    awaitHearing("after");
    assertThat(other.broadcaster.outage()).isEmpty();
    assertThat(other.missedAll()).isEqualTo(1);
  }

  @Test
  void aSubscriptionThatIsAskedForMeanwhileFailsAndIsMadeLater() {
    redis.process().kill();
    await().atMost(PATIENCE).until(() -> other.broadcaster.outage().isPresent());

    assertThatThrownBy(() -> other.subscribe("tea"))
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("not subscribed yet");

    redis.process().start();
    awaitHearing("after");
  }

  @Test
  void aServerThatDoesNotAnswerIsNoticedAndHealsWhenItGoesOn() {
    other.subscribe("tea");
    awaitHearing("before");

    redis.process().pause();
    await().atMost(PATIENCE).until(() -> other.broadcaster.outage().isPresent());
    redis.process().resume();

    await().atMost(PATIENCE).until(() -> other.broadcaster.outage().isEmpty());
    await().atMost(PATIENCE).until(() -> other.missedAll() >= 1);
    awaitHearing("after");
  }

  @Test
  void aConnectionThatIsCutIsMadeAnew() {
    other.subscribe("tea");
    awaitHearing("before");

    Object killed =
        Commands.send(redis.process().port(), Protocol.Command.CLIENT, "KILL", "TYPE", "pubsub");
    assertThat(killed).isEqualTo(2L);

    await().atMost(PATIENCE).until(() -> other.missedAll() == 1);
    awaitHearing("after");
  }

  @Test
  void manyRoomsAreRestoredAndTheReceiverIsToldOnceForAll() {
    int rooms = 20_000;
    // Not more at once than a slow machine confirms within the timeout.
    int atOnce = 1_000;
    Set<Address> some = new HashSet<>();
    for (int i = 0; i < rooms; i++) {
      some.add(new Room("room" + i));
      if (some.size() == atOnce) {
        other.broadcaster.subscribe(some);
        some.clear();
      }
    }
    other.subscribe("tea");
    redis.process().kill();
    redis.process().start();

    await().atMost(PATIENCE).until(() -> other.missedAll() == 1);
    awaitHearing("after");
    one.say("room0", "first");
    one.say("room" + (rooms - 1), "last");
    await().atMost(PATIENCE).until(() -> other.heard().contains("last"));
    assertThat(other.heard()).contains("first");
    assertThat(other.missedAll()).isEqualTo(1);
    // One more for each end, by which it tries whether it hears.
    assertThat(channels()).isEqualTo(rooms + 3);
  }

  @Test
  void aRoomThatIsLeftAndEnteredAgainCostsNoCommands() {
    other.subscribe("tea");
    awaitHearing("before");
    try (RedisClient client = RedisClient.create(redis.uri())) {
      long before = calls(client);
      for (int i = 0; i < 20; i++) {
        other.broadcaster.unsubscribe(Set.of(new Room("tea")));
        other.subscribe("tea");
      }
      assertThat(calls(client)).isEqualTo(before);

      other.broadcaster.unsubscribe(Set.of(new Room("tea")));
      await().atMost(PATIENCE).until(() -> calls(client) > before);
    }
  }

  private int channels() {
    return ((List<?>) Commands.send(redis.process().port(), Protocol.Command.PUBSUB, "CHANNELS"))
        .size();
  }

  /** How often Redis was told to subscribe or unsubscribe. */
  private static long calls(RedisClient client) {
    return Commands.calls(client, "(un)?subscribe");
  }

  @Test
  void whatIsTooMuchForASlowReceiverIsDroppedAndTold() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Set<Address> missed = ConcurrentHashMap.newKeySet();
    RedisBusOptions narrow =
        RedisBusOptions.builder().namespace(options.namespace()).maxPendingBytes(2 << 20).build();
    try (RedisBus slow = RedisBus.connect(redis.uri(), narrow)) {
      slow.broadcaster()
          .start(
              new Receiver() {
                @Override
                public void received(Envelope envelope) {
                  try {
                    goOn.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }

                @Override
                public void mayHaveMissed(Set<Address> addresses) {
                  missed.addAll(addresses);
                }
              });
      slow.broadcaster().subscribe(Set.of(new Room("tea"), new Room("quiet")));
      one.subscribe("tea");
      other.subscribe("tea");
      for (int i = 0; i < 40; i++) {
        one.say("tea", "x".repeat(100_000));
      }
      await().atMost(PATIENCE).until(() -> other.heard().size() == 40);
      assertThat(missed).isEmpty();

      goOn.countDown();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(missed).containsExactly(new Room("tea")));
    }
  }

  @Test
  void nothingIsLeftOfWhatWasClosed() {
    other.subscribe("tea");
    one.close();
    other.close();

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("chat-redis")));
    await().atMost(PATIENCE).until(() -> channels() == 0);
  }
}
