package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;

/** A primary with a replica that takes over, as sentinels see to it. */
@Timeout(120)
class RedisSentinelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Process> sentinels = new ArrayList<>();

  @AfterEach
  void stopSentinels() {
    sentinels.forEach(Process::destroyForcibly);
  }

  private int startSentinel(File server, int primary, Path directory) throws IOException {
    RedisProcess placeholder = new RedisProcess(server);
    int port = placeholder.port();
    placeholder.close();
    Path configuration = directory.resolve("sentinel.conf");
    Files.writeString(
        configuration,
        """
        port %d
        bind 127.0.0.1
        sentinel monitor chat 127.0.0.1 %d 1
        sentinel down-after-milliseconds chat 1000
        sentinel failover-timeout chat 5000
        """
            .formatted(port, primary));
    sentinels.add(
        new ProcessBuilder(server.getPath(), configuration.toString(), "--sentinel")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start());
    return port;
  }

  @Test
  void aFailoverIsFollowed(@TempDir Path directory) throws Exception {
    File server = TestRedis.executable();
    RedisBusOptions options =
        RedisBusOptions.builder()
            .namespace("sentinel")
            .timeout(Duration.ofSeconds(1))
            .probeInterval(Duration.ofMillis(200))
            .probeDeadline(Duration.ofMillis(800))
            .build();
    try (RedisProcess primary = new RedisProcess(server);
        RedisProcess replica =
            new RedisProcess(
                server, "--replicaof", "127.0.0.1", Integer.toString(primary.port()))) {
      assertThat(replica.port()).isNotEqualTo(primary.port());
      int port = startSentinel(server, primary.port(), directory);
      await().atMost(PATIENCE).ignoreExceptions().until(() -> knowsReplica(port));
      String uri = "redis-sentinel://127.0.0.1:" + port + "?master=chat";
      try (Ear mouth = new Ear(RedisBus.connect(uri, options));
          Ear ear = new Ear(RedisBus.connect(uri, options))) {
        ear.subscribe("tea");
        ear.awaitFrom(mouth, "tea", "before");

        primary.kill();
        ear.awaitFrom(mouth, "tea", "after");
      }
    }
  }

  private static boolean knowsReplica(int port) {
    try (RedisClient client = RedisClient.create("127.0.0.1", port)) {
      return client.info("sentinel").contains("slaves=1");
    }
  }
}
