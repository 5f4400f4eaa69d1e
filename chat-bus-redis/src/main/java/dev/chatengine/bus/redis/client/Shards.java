package dev.chatengine.bus.redis.client;

import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The shards of a Redis Cluster of version 7 or later. */
final class Shards implements Servers {
  private final RedisClusterClient client;

  /** The client has such a map too, but does not expose it. */
  private volatile SlotMap map;

  Shards(RedisClusterClient client) {
    this.client = client;
    map = askForSlots();
  }

  private SlotMap askForSlots() {
    return ClusterNodes.ask(
        client,
        connection -> {
          connection.sendCommand(Protocol.Command.CLUSTER, "SLOTS");
          List<?> ranges = connection.getObjectMultiBulkReply();
          return SlotMap.of(ranges, connection.getHostAndPort());
        });
  }

  @Override
  public @Nullable String serverOf(String channel) {
    return map.server(JedisClusterCRC16.getSlot(channel));
  }

  @Override
  public boolean carriesChannels(String server) {
    return map.hasSlots(server);
  }

  @Override
  public Connection connect(String server) {
    ConnectionPool pool = client.getClusterNodes().get(server);
    if (pool == null) {
      throw new JedisException(server + " is not known as a server of the cluster");
    }
    return pool.getResource();
  }

  @Override
  public void dropIdle(String server) {
    ConnectionPool pool = client.getClusterNodes().get(server);
    if (pool != null) {
      pool.clear();
    }
  }

  @Override
  public void refresh() {
    client.refreshClusterTopology();
    map = askForSlots();
  }

  @Override
  public Commands commands() {
    return Commands.SHARDED;
  }
}
