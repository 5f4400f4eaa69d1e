package dev.chatengine.benchmarks.load.client;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The loopback addresses from which clients connect: one address has only some 28,000 ports for
 * connections to one server.
 */
final class Sources {
  private static final int CONNECTIONS_EACH = 20_000;

  private final int addresses;

  private Sources(int addresses) {
    this.addresses = addresses;
  }

  static Sources forConnections(int connections) {
    return new Sources((connections + CONNECTIONS_EACH - 1) / CONNECTIONS_EACH);
  }

  /** The local address of a connection; null for the system's choice. */
  @Nullable InetSocketAddress of(int connection) {
    if (addresses == 1) {
      return null;
    }
    return new InetSocketAddress("127.0.0." + (2 + connection % addresses), 0);
  }
}
