package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** What a bus is connected with, and what is told if that does not work. */
@Timeout(60)
class RedisBusConnectTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static RedisBusOptions options() {
    return RedisBusOptions.builder()
        .namespace("connect")
        .timeout(Duration.ofSeconds(2))
        .probeInterval(Duration.ofMillis(200))
        .build();
  }

  private static void acl(RedisProcess server, String... rule) {
    assertThat(Commands.text(server.port(), Protocol.Command.ACL, rule)).isEqualTo("OK");
  }

  @Test
  void aServerThatIsNotThereIsNamedWithoutCredentials() {
    RedisProcess server = new RedisProcess(TestRedis.executable());
    int port = server.port();
    server.close();

    assertThatThrownBy(
            () -> RedisBus.connect("redis://user:secret@127.0.0.1:" + port + "/1", options()))
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("does not answer")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aPasswordIsSentAndAWrongOneIsNotTold() {
    try (RedisProcess server = new RedisProcess(TestRedis.executable(), "--requirepass", "right")) {
      String address = "127.0.0.1:" + server.port();

      assertThatThrownBy(() -> RedisBus.connect("redis://:wrong@" + address, options()))
          .isInstanceOf(RedisUnavailableException.class)
          .hasMessageContaining(address)
          .hasMessageContaining("refuses")
          .hasMessageNotContaining("wrong@");
      Ear.assertCarries(
          RedisBus.connect("redis://:right@" + address, options()),
          RedisBus.connect("redis://:right@" + address + "/0", options()));
    }
  }

  @Test
  void aUserMaySubscribeOnlyToWhatItsRulesAllow() {
    try (RedisProcess server = new RedisProcess(TestRedis.executable())) {
      acl(server, "SETUSER", "chat", "on", ">word", "+@all", "~*", "resetchannels");
      String uri = "redis://chat:word@127.0.0.1:" + server.port();

      try (Ear ear = new Ear(RedisBus.connect(uri, options()))) {
        await().atMost(PATIENCE).until(() -> ear.broadcaster.outage().isPresent());
        assertThat(ear.broadcaster.outage().orElseThrow())
            .contains("channels")
            .doesNotContain("word");
        acl(server, "SETUSER", "chat", "allchannels");
        await().atMost(PATIENCE).until(() -> ear.broadcaster.outage().isEmpty());
      }
      Ear.assertCarries(RedisBus.connect(uri, options()), RedisBus.connect(uri, options()));
    }
  }

  @Test
  void aClientOfTheHostStaysOpen() {
    try (RedisProcess server = new RedisProcess(TestRedis.executable());
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + server.port())) {
      Ear.assertCarries(RedisBus.create(client, options()), RedisBus.create(client, options()));

      assertThat(client.ping()).isEqualTo("PONG");
    }
  }

  @Test
  @SuppressWarnings("deprecation") // There is no other client that is of another class.
  void aClientThatGivesOutNoConnectionsIsRefused() {
    try (RedisProcess server = new RedisProcess(TestRedis.executable());
        UnifiedJedis client =
            new UnifiedJedis(new Connection(new HostAndPort("127.0.0.1", server.port()))) {}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RedisBus.create(client, options()))
          .withMessageContaining("the client is a")
          .withMessageContaining("not a RedisClient");
    }
  }
}
