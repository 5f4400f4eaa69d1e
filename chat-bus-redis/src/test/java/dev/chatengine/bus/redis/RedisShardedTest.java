package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.bus.redis.pubsub.ChannelNames;
import dev.chatengine.model.Room;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A Redis Cluster, which from version 7 on carries each channel on one shard alone. */
@Timeout(120)
class RedisShardedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SLOTS = 16_384;
  private static final int SHARDS = 3;
  private static final int FIRST_SHARDED_VERSION = 7;

  /** As many, so that the channels by which nodes try whether they hear fall on every shard. */
  private static final int PAIRS_OF_NODES = Boolean.getBoolean("thorough") ? 5 : 2;

  private final List<RedisProcess> shards = new ArrayList<>();
  private final RedisBusOptions options =
      RedisBusOptions.builder()
          .namespace("sharded")
          .timeout(Duration.ofSeconds(2))
          .probeInterval(Duration.ofMillis(200))
          .probeDeadline(Duration.ofMillis(800))
          .build();

  @BeforeEach
  void startCluster() {
    File server = TestRedis.installed();
    boolean sharded = server != null && version(server) >= FIRST_SHARDED_VERSION;
    TestRedis.require(
        sharded, "sharded publish and subscribe need redis-server 7 or later on the PATH");
    startCluster(Objects.requireNonNull(server));
  }

  private void startCluster(File server) {
    for (int i = 0; i < SHARDS; i++) {
      shards.add(
          new RedisProcess(
              server,
              "--cluster-enabled",
              "yes",
              "--cluster-node-timeout",
              "2000",
              "--cluster-require-full-coverage",
              "no"));
    }
    for (int i = 0; i < SHARDS; i++) {
      int first = SLOTS * i / SHARDS;
      int last = SLOTS * (i + 1) / SHARDS - 1;
      cluster(i, "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
      cluster(i, "SET-CONFIG-EPOCH", Integer.toString(i + 1));
      cluster(i, "MEET", "127.0.0.1", Integer.toString(shards.get(0).port()));
    }
    for (int i = 0; i < SHARDS; i++) {
      int shard = i;
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                String info = cluster(shard, "INFO");
                return info.contains("cluster_state:ok")
                    && info.contains("cluster_slots_ok:" + SLOTS)
                    && info.contains("cluster_known_nodes:" + SHARDS);
              });
    }
  }

  @AfterEach
  void stopCluster() {
    shards.forEach(RedisProcess::close);
  }

  private static int version(File server) {
    try {
      Process process = new ProcessBuilder(server.getPath(), "--version").start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return Integer.parseInt(text.replaceAll("(?s).*v=(\\d+)\\..*", "$1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String cluster(int shard, String... command) {
    return Commands.text(shards.get(shard).port(), Protocol.Command.CLUSTER, command);
  }

  private String uri() {
    StringBuilder uri = new StringBuilder("redis-cluster://");
    for (RedisProcess shard : shards) {
      uri.append(uri.charAt(uri.length() - 1) == '/' ? "" : ",");
      uri.append("127.0.0.1:").append(shard.port());
    }
    return uri.toString();
  }

  private static int slotOf(String room) {
    return JedisClusterCRC16.getSlot(new ChannelNames("sharded").of(new Room(room)));
  }

  private static int shardOf(String room) {
    int shard = 0;
    while (slotOf(room) >= SLOTS * (shard + 1) / SHARDS) {
      shard++;
    }
    return shard;
  }

  private static String[] rooms(int count) {
    String[] rooms = new String[count];
    for (int i = 0; i < count; i++) {
      rooms[i] = "room" + i;
    }
    return rooms;
  }

  private static void assertHearsAll(Ear mouth, Ear ear, String[] rooms, String text) {
    for (String room : rooms) {
      ear.awaitFrom(mouth, room, room + text);
    }
  }

  /** How much was published on a shard so far. */
  private long published(int shard) {
    try (RedisClient client = RedisClient.create("127.0.0.1", shards.get(shard).port())) {
      return Commands.calls(client, "spublish");
    }
  }

  @Test
  void roomsSpreadOverTheShards() {
    String[] rooms = rooms(30);
    try (Ear mouth = new Ear(RedisBus.connect(uri(), options));
        Ear ear = new Ear(RedisBus.connect(uri(), options))) {
      ear.subscribe(rooms);
      assertHearsAll(mouth, ear, rooms, " says hello");
    }
    for (int shard = 0; shard < SHARDS; shard++) {
      assertThat(published(shard)).as("published on shard %d", shard).isPositive();
    }
  }

  @Test
  void aShardThatDiesIsToldAndTheOthersGoOn() {
    String[] rooms = rooms(30);
    try (Ear mouth = new Ear(RedisBus.connect(uri(), options));
        Ear ear = new Ear(RedisBus.connect(uri(), options))) {
      ear.subscribe(rooms);
      assertHearsAll(mouth, ear, rooms, " before");

      shards.get(2).kill();
      await().atMost(PATIENCE).until(() -> ear.broadcaster.outage().isPresent());
      String[] alive =
          Arrays.stream(rooms).filter(room -> shardOf(room) < 2).toArray(String[]::new);
      assertThat(alive).isNotEmpty();
      assertHearsAll(mouth, ear, alive, " meanwhile");
    }
  }

  @Test
  void aNodeThatStartsWhileAShardIsAwayUsesTheOthers() {
    String[] alive =
        Arrays.stream(rooms(30)).filter(room -> shardOf(room) < 2).toArray(String[]::new);
    shards.get(2).kill();
    for (int i = 0; i < PAIRS_OF_NODES; i++) {
      try (Ear mouth = new Ear(RedisBus.connect(uri(), options));
          Ear ear = new Ear(RedisBus.connect(uri(), options))) {
        ear.subscribe(alive);
        assertHearsAll(mouth, ear, alive, " though one is away");
      }
    }
  }

  @Test
  void aSlotThatMovesIsFollowed() {
    String room = "moving";
    int slot = slotOf(room);
    int from = shardOf(room);
    int to = (from + 1) % SHARDS;
    try (Ear mouth = new Ear(RedisBus.connect(uri(), options));
        Ear ear = new Ear(RedisBus.connect(uri(), options))) {
      ear.subscribe(room);
      assertHearsAll(mouth, ear, new String[] {room}, " before");

      String target = cluster(to, "MYID");
      String source = cluster(from, "MYID");
      cluster(to, "SETSLOT", Integer.toString(slot), "IMPORTING", source);
      cluster(from, "SETSLOT", Integer.toString(slot), "MIGRATING", target);
      cluster(to, "SETSLOT", Integer.toString(slot), "NODE", target);
      cluster(from, "SETSLOT", Integer.toString(slot), "NODE", target);

      assertHearsAll(mouth, ear, new String[] {room}, " after");
    }
  }
}
