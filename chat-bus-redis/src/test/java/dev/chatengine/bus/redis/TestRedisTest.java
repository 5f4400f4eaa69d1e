package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The fixture does what tests of faults rest on. */
class TestRedisTest {
  @Test
  void aServerCanBeKilledAndStartedAgainEmpty() {
    try (TestRedis redis = TestRedis.embedded()) {
      redis.client().set(redis.namespace(), "value");

      redis.process().kill();
      assertThatThrownBy(() -> redis.client().ping()).isInstanceOf(JedisConnectionException.class);
      redis.process().start();

      assertThat(redis.client().dbSize()).isZero();
    }
  }

  @Test
  void aServerCanStandStill() {
    try (TestRedis redis = TestRedis.embedded()) {
      redis.process().pause();
      assertThatThrownBy(() -> redis.client().ping()).isInstanceOf(JedisConnectionException.class);
      redis.process().resume();

      assertThat(redis.client().ping()).isEqualTo("PONG");
    }
  }
}
