package dev.chatengine.bus.redis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.util.JedisClusterCRC16;

/** The shards of a Redis Cluster of version 7 or later. */
final class Shards implements Servers {
  private final RedisClusterClient client;

  /** The server of each slot that was asked for. The client knows it, but tells it only so. */
  private final Map<Integer, String> servers = new ConcurrentHashMap<>();

  /** A slot of each of these servers. */
  private final Map<String, Integer> slots = new ConcurrentHashMap<>();

  Shards(RedisClusterClient client) {
    this.client = client;
  }

  @Override
  public String serverOf(String channel) {
    int slot = JedisClusterCRC16.getSlot(ChannelNames.bytes(channel));
    String known = servers.get(slot);
    if (known != null) {
      return known;
    }
    String server;
    try (Connection connection = client.getConnectionFromSlot(slot)) {
      server = connection.getHostAndPort().toString();
    }
    slots.putIfAbsent(server, slot);
    servers.put(slot, server);
    return server;
  }

  @Override
  public Connection connect(String server) {
    Integer slot = slots.get(server);
    if (slot == null) {
      throw new RedisUnavailableException("Redis at " + server + " has no slots any more");
    }
    return client.getConnectionFromSlot(slot);
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
    servers.clear();
    slots.clear();
  }

  @Override
  public Commands commands() {
    return Commands.SHARDED;
  }
}
