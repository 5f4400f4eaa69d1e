package dev.chatengine.bus.redis.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Shards as a test wants them, which connect as it wants. */
public final class ServersDouble implements Servers {
  public static final String USUAL = "usual:6379";

  public final AtomicInteger connects = new AtomicInteger();
  public final AtomicInteger refreshes = new AtomicInteger();
  private final Map<String, String> carriers = new ConcurrentHashMap<>();
  private volatile Supplier<Connection> connections =
      () -> {
        throw new JedisConnectionException("refused");
      };

  /** Some channel is carried by this server; by none if it is empty; others by {@link #USUAL}. */
  public void carry(String channel, String server) {
    carriers.put(channel, server);
  }

  public void connectBy(Supplier<Connection> supplier) {
    connections = supplier;
  }

  @Override
  public @Nullable String serverOf(String channel) {
    String server = carriers.getOrDefault(channel, USUAL);
    return server.isEmpty() ? null : server;
  }

  @Override
  public boolean carriesChannels(String server) {
    return server.equals(USUAL) || carriers.containsValue(server);
  }

  @Override
  public Connection connect(String server) {
    connects.incrementAndGet();
    return connections.get();
  }

  @Override
  public void dropIdle(String server) {}

  @Override
  public void refresh() {
    refreshes.incrementAndGet();
  }

  @Override
  public Commands commands() {
    return Commands.SHARDED;
  }
}
