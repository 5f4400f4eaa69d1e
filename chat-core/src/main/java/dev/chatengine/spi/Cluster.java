package dev.chatengine.spi;

import java.util.Optional;

/**
 * The plug-ins by which several nodes form one chat over one remote service, so that a host names
 * the service once. Each plug-in can also be set by an option of its own.
 *
 * <p>The engine calls each method once, except for plug-ins that were set by their own options. It
 * closes the plug-ins that it got, and then the cluster.
 */
public interface Cluster extends AutoCloseable {
  /**
   * The bus to the other nodes.
   *
   * @return a broadcaster that has not been started, always the same
   */
  Broadcaster broadcaster();

  /**
   * The registry of the sessions, names and members of all nodes.
   *
   * @return a registry, always the same
   */
  PresenceRegistry presenceRegistry();

  /**
   * The rate limiter of all nodes.
   *
   * @return a limiter, always the same; or nothing, so that each node only limits its own
   *     connections
   */
  Optional<RateLimiter> rateLimiter();

  /** Closes what the plug-ins share. Without effect the second time. */
  @Override
  void close();
}
