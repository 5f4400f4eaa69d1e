package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.bus.redis.client.OneServer;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.testkit.bus.BroadcasterContract;
import dev.chatengine.testkit.presence.PresenceRegistryContract;
import dev.chatengine.testkit.rate.RateLimiterContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;

/** A user of Redis that has only the rights of docs/redis.md can do all that a chat does. */
class RedisRightsTest {
  private static final Path DOCUMENT = Path.of("../docs/redis.md");
  private static final String COMMAND = "ACL SETUSER chat ";
  private static final Set<String> OF_NEWER_SERVERS =
      Set.of("+spublish", "+ssubscribe", "+sunsubscribe", "+cluster|slots", "+client|setinfo");

  private static final RedisProcess SERVER = new RedisProcess(TestRedis.executable());
  private static RedisClient client;

  @BeforeAll
  static void makeUser() throws IOException {
    String rules =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith(COMMAND))
            .findFirst()
            .orElseThrow()
            .substring(COMMAND.length());
    List<String> known =
        Arrays.stream(rules.split(" ")).filter(rule -> !OF_NEWER_SERVERS.contains(rule)).toList();
    String[] command = new String[known.size() + 2];
    command[0] = "SETUSER";
    command[1] = "chat";
    for (int i = 0; i < known.size(); i++) {
      command[i + 2] = known.get(i);
    }
    assertThat(Commands.text(SERVER.port(), Protocol.Command.ACL, command)).isEqualTo("OK");
    client = RedisClient.create("redis://chat:PASSWORD@127.0.0.1:" + SERVER.port());
  }

  @AfterAll
  static void stopServer() {
    client.close();
    SERVER.close();
  }

  /** Only one namespace is allowed, so each test finds an empty server. */
  private static void forgetAll() {
    assertThat(Commands.text(SERVER.port(), Protocol.Command.FLUSHALL)).isEqualTo("OK");
  }

  @Nested
  class Presence extends PresenceRegistryContract {
    private final AtomicLong offset = new AtomicLong();

    Presence() {
      forgetAll();
    }

    @Override
    protected PresenceRegistry open() {
      return RedisPresenceRegistry.create(
          client, "chat", RedisPresenceOptions.defaults(), offset::get);
    }

    @Override
    protected void advance(Duration duration) {
      offset.addAndGet(TimeUnit.NANOSECONDS.toMicros(duration.toNanos()));
    }

    @Override
    protected void loseData() {
      forgetAll();
    }

    @Override
    protected Set<PresenceRegistryContract.Capability> capabilities() {
      return Set.of(
          PresenceRegistryContract.Capability.SHARED, PresenceRegistryContract.Capability.LOSSY);
    }
  }

  @Nested
  class Bus extends BroadcasterContract {
    @Override
    protected Broadcaster open() {
      return new RedisBroadcaster(
          OneServer.of("the test's", client::getPool),
          RedisBusOptions.builder().namespace("chat").build());
    }

    @Override
    protected Set<BroadcasterContract.Capability> capabilities() {
      return Set.of(BroadcasterContract.Capability.SHARED, BroadcasterContract.Capability.ORDERED);
    }
  }

  @Nested
  class Limits extends RateLimiterContract {
    private final AtomicLong offset = new AtomicLong();

    Limits() {
      forgetAll();
    }

    @Override
    protected RateLimiter open(Map<RateAction, RateLimit> limits) {
      RedisRateLimiter.Builder builder =
          RedisRateLimiter.builder(client, "chat").timeOffset(offset::get);
      limits.forEach(builder::limit);
      return builder.build();
    }

    @Override
    protected void advance(Duration duration) {
      offset.addAndGet(TimeUnit.NANOSECONDS.toMicros(duration.toNanos() + 999));
    }

    @Override
    protected Set<RateLimiterContract.Capability> capabilities() {
      return Set.of(RateLimiterContract.Capability.SHARED);
    }
  }
}
