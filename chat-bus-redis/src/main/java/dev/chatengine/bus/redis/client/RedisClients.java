package dev.chatengine.bus.redis.client;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.Pool;

/** Opens clients, finds their connections, and explains their errors without credentials. */
public final class RedisClients {
  private static final Logger LOG = LoggerFactory.getLogger(RedisClients.class);

  /** One for each thread in the engine's pools for the bus, the registry and the limiter. */
  private static final int MAX_CONNECTIONS = 64;

  private static final int MAX_IDLE = 16;
  private static final int FIRST_SHARDED_VERSION = 7;
  private static final Pattern VERSION = Pattern.compile("redis_version:(\\d+)");

  private RedisClients() {}

  // ---- clients

  public static UnifiedJedis open(
      RedisUri uri, Duration timeout, Consumer<? super DefaultJedisClientConfig.Builder> settings) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder().timeoutMillis(millis(timeout)).clientName("chat-engine");
    uri.configure(config);
    settings.accept(config);
    UnifiedJedis client;
    try {
      client = client(uri, config.build(), timeout);
    } catch (JedisException e) {
      throw unavailable(uri.toString(), e);
    }
    try {
      ping(client, uri.toString());
      return client;
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static UnifiedJedis client(
      RedisUri uri, DefaultJedisClientConfig config, Duration timeout) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(MAX_CONNECTIONS);
    pool.setMaxIdle(MAX_IDLE);
    pool.setMaxWait(timeout);
    // A broken connection is noticed when it is used; no thread has to look for them.
    pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    return switch (uri.kind()) {
      case SERVER ->
          RedisClient.builder()
              .hostAndPort(uri.firstHost())
              .clientConfig(config)
              .poolConfig(pool)
              .build();
      case CLUSTER ->
          RedisClusterClient.builder()
              .nodes(uri.hosts())
              .clientConfig(config)
              .poolConfig(pool)
              .maxTotalRetriesDuration(timeout)
              .build();
      case SENTINELS ->
          RedisSentinelClient.builder()
              .masterName(uri.master())
              .sentinels(uri.hosts())
              .clientConfig(config)
              .sentinelClientConfig(
                  DefaultJedisClientConfig.builder()
                      .timeoutMillis(millis(timeout))
                      .sslOptions(config.getSslOptions())
                      .hostnameVerifier(config.getHostnameVerifier())
                      .build())
              .poolConfig(pool)
              .build();
    };
  }

  /** Checks that Redis answers; of a cluster, that one of its servers does. */
  public static void ping(UnifiedJedis client, String name) {
    try {
      if (client instanceof RedisClusterClient cluster) {
        boolean unused = ClusterNodes.ask(cluster, Connection::ping);
      } else {
        String unused = client.ping();
      }
    } catch (JedisException e) {
      throw unavailable(name, e);
    }
  }

  private static UnavailableException unavailable(String name, JedisException e) {
    return new UnavailableException("Redis at " + name + " " + problem(e), e);
  }

  private static String problem(JedisException e) {
    if (e instanceof JedisAccessControlException) {
      return "refuses: " + UnavailableException.reason(e);
    }
    if (e instanceof JedisDataException) {
      return "cannot be used: " + UnavailableException.reason(e);
    }
    return "does not answer: " + UnavailableException.reason(e);
  }

  /** A duration in whole milliseconds, for sockets; at least 1. */
  public static int millis(Duration duration) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
  }

  // ---- their connections

  /** The servers of a client that the host made, for logs. */
  public static String name(UnifiedJedis client) {
    try {
      if (client instanceof RedisSentinelClient sentinels) {
        return sentinels.getCurrentMaster().toString();
      }
      if (client instanceof RedisClusterClient cluster) {
        return String.join(",", cluster.getClusterNodes().keySet());
      }
      if (client instanceof RedisClient one) {
        try (Connection connection = one.getPool().getResource()) {
          return connection.getHostAndPort().toString();
        }
      }
    } catch (JedisException e) {
      throw unavailable("the host's client's address", e);
    }
    throw new IllegalArgumentException(
        "the client is a "
            + client.getClass().getName()
            + ", not a RedisClient, a RedisClusterClient or a RedisSentinelClient");
  }

  public static Servers servers(UnifiedJedis client, String name, Optional<Boolean> sharded) {
    if (client instanceof RedisSentinelClient sentinels) {
      return OneServer.of(name, () -> primary(sentinels));
    }
    if (client instanceof RedisClusterClient cluster) {
      try {
        return sharded.orElseGet(() -> isSharded(cluster))
            ? new Shards(cluster)
            : OneServer.anyOf(name, () -> ClusterNodes.connect(cluster));
      } catch (JedisException e) {
        throw unavailable(name, e);
      }
    }
    if (client instanceof RedisClient one) {
      return OneServer.of(name, one::getPool);
    }
    throw new IllegalArgumentException("a " + client.getClass().getName() + " cannot be used");
  }

  private static Pool<Connection> primary(RedisSentinelClient client) {
    Map<?, Pool<Connection>> primaries = client.getPrimaryNodesConnectionMap();
    HostAndPort current = client.getCurrentMaster();
    return primaries.values().stream()
        .findFirst()
        .orElseThrow(() -> new JedisException("there is no primary, the last was " + current));
  }

  private static String serverInfo(Connection connection) {
    connection.sendCommand(Protocol.Command.INFO, "server");
    return connection.getBulkReply();
  }

  private static boolean isSharded(RedisClusterClient client) {
    try {
      Matcher version = VERSION.matcher(ClusterNodes.ask(client, RedisClients::serverInfo));
      return version.find() && Integer.parseInt(version.group(1)) >= FIRST_SHARDED_VERSION;
    } catch (JedisDataException e) {
      LOG.warn(
          "Sharded channels are not used, as the cluster's version is unknown: {}",
          UnavailableException.reason(e));
      return false;
    }
  }
}
