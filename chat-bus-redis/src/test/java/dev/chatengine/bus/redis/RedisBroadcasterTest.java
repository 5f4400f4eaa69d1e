package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.client.OneServer;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.testkit.bus.BroadcasterContract;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Several broadcasters over one Redis. */
class RedisBroadcasterTest extends BroadcasterContract {
  private static TestRedis redis;

  private RedisBusOptions options = RedisBusOptions.defaults();

  @BeforeAll
  static void startServer() {
    redis = TestRedis.start();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @BeforeEach
  void takeNamespace() {
    options =
        RedisBusOptions.builder()
            .namespace(redis.namespace())
            .timeout(Duration.ofSeconds(2))
            .probeInterval(Duration.ofMillis(500))
            .probeDeadline(Duration.ofSeconds(2))
            .build();
  }

  @Override
  protected Broadcaster open() {
    return new RedisBroadcaster(OneServer.of("the test's", redis.client()::getPool), options);
  }

  @Override
  protected void cutOff() {
    redis.process().kill();
  }

  @Override
  protected void reconnect() {
    redis.process().start();
  }

  @Override
  protected Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.allOf(Capability.class);
    if (!redis.isOurs()) {
      all.remove(Capability.INTERRUPTIBLE);
    }
    return all;
  }
}
