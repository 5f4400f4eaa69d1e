package dev.chatengine.bus.redis.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Sends a request to any server of a Redis Cluster that answers. */
final class ClusterNodes {
  private ClusterNodes() {}

  /**
   * Asks the servers in random order until one answers.
   *
   * @param question gets a connection, which stays open, and throws the client's exceptions
   * @throws JedisDataException if a server refuses
   * @throws JedisException if none answers
   */
  static <T> T ask(RedisClusterClient client, Function<Connection, T> question) {
    return first(
        client,
        pool -> {
          try (Connection connection = pool.getResource()) {
            return question.apply(connection);
          }
        });
  }

  /** A connection to a server that answers; the caller closes it. */
  static Connection connect(RedisClusterClient client) {
    return first(client, ConnectionPool::getResource);
  }

  private static <T> T first(RedisClusterClient client, Function<ConnectionPool, T> attempt) {
    List<ConnectionPool> pools = new ArrayList<>(client.getClusterNodes().values());
    Collections.shuffle(pools);
    JedisException failure = null;
    for (ConnectionPool pool : pools) {
      try {
        return attempt.apply(pool);
      } catch (JedisDataException e) {
        throw e;
      } catch (JedisException e) {
        failure = e;
      }
    }
    throw failure == null ? new JedisException("no server of the cluster is known") : failure;
  }
}
