package dev.chatengine.bus.redis.client;

import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.util.Pool;

/**
 * One server that carries all channels: a single server, the primary that sentinels name, or any
 * server of a cluster that passes each message to all its servers.
 */
public final class OneServer implements Servers {
  private final String name;
  private final Supplier<Connection> connections;
  private final Runnable dropIdle;

  private OneServer(String name, Supplier<Connection> connections, Runnable dropIdle) {
    this.name = name;
    this.connections = connections;
    this.dropIdle = dropIdle;
  }

  /** The server to which the pool connects at the moment. */
  public static OneServer of(String name, Supplier<Pool<Connection>> pool) {
    return new OneServer(name, () -> pool.get().getResource(), () -> pool.get().clear());
  }

  /** Any server of a cluster. */
  static OneServer anyOf(String name, Supplier<Connection> connections) {
    return new OneServer(name, connections, () -> {});
  }

  @Override
  public String serverOf(String channel) {
    return name;
  }

  @Override
  public boolean carriesChannels(String server) {
    return true;
  }

  @Override
  public Connection connect(String server) {
    return connections.get();
  }

  @Override
  public void dropIdle(String server) {
    dropIdle.run();
  }

  @Override
  public void refresh() {}

  @Override
  public Commands commands() {
    return Commands.CLASSIC;
  }
}
