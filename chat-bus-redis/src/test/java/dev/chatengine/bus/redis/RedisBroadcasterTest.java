package dev.chatengine.bus.redis;

import dev.chatengine.spi.Broadcaster;
import dev.chatengine.testkit.BroadcasterContract;
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
    options = RedisBusOptions.builder().namespace(redis.namespace()).build();
  }

  @Override
  protected Broadcaster open() {
    return new RedisBroadcaster(OneServer.of("the test's", redis.client()::getPool), options);
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.allOf(Capability.class);
  }
}
