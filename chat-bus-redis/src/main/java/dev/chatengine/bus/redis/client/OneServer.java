package dev.chatengine.bus.redis.client;

import java.util.function.Supplier;
import redis.clients.jedis.Connection;
import redis.clients.jedis.util.Pool;

/**
 * A single server, the primary that sentinels name, or a cluster that passes every message on to
 * all of its servers, so that any of them will do.
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

  /** A server to which there is a pool, at the moment this one. */
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
