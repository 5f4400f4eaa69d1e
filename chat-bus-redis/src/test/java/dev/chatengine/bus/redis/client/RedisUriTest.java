package dev.chatengine.bus.redis.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.chatengine.bus.redis.client.RedisUri.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.HostAndPort;

class RedisUriTest {

  @ParameterizedTest
  @CsvSource({
    "redis://localhost, SERVER",
    "rediss://localhost:6380/3, SERVER",
    "redis://user:p%40ss@localhost, SERVER",
    "redis://:secret@localhost:6379, SERVER",
    "redis://[::1]:6379, SERVER",
    "'redis://a:1,b:2', CLUSTER",
    "redis://a:1?cluster=true, CLUSTER",
    "'redis-cluster://a,b', CLUSTER",
    "'redis-sentinel://a,b:2/1?master=m', SENTINELS"
  })
  void tellsWhatIsThere(String uri, Kind kind) {
    assertThat(RedisUri.parse(uri).kind()).isEqualTo(kind);
  }

  @Test
  void hostsHaveTheirPortsOrTheUsualOnes() {
    assertThat(RedisUri.parse("redis://a,b:2").hosts())
        .containsExactly(new HostAndPort("a", 6379), new HostAndPort("b", 2));
    assertThat(RedisUri.parse("redis-sentinel://a?master=m").hosts())
        .containsExactly(new HostAndPort("a", 26_379));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost", "localhost:6379",
        "redis://", "redis://secret@localhost",
        "redis://u:secret@localhost:99999", "redis://u:secret@localhost:0",
        "redis://u:secret@localhost/first", "redis://u:secret@localhost#x",
        "redis://u:secret@localhost?timeout=5", "redis://u:secret@localhost?master=m",
        "redis-cluster://u:secret@a,b/1", "redis-sentinel://u:secret@a",
        "redis://u:se cret@localhost"
      })
  void whatIsNoneIsRefusedWithoutCredentials(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisUri.parse(uri))
        .withMessageContaining("the Redis URI cannot be used")
        .withMessageContaining("redis://user:password@host:6379/0")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("secret").doesNotContain("se cret"))
        .withNoCause();
  }

  @Test
  void itsTextHasNoCredentials() {
    assertThat(RedisUri.parse("redis://user:secret@localhost:6380/2").toString())
        .contains("localhost:6380")
        .doesNotContain("secret")
        .doesNotContain("user");
  }
}
