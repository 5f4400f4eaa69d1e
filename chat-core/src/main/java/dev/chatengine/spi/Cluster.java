package dev.chatengine.spi;

import java.util.Optional;

/**
 * What makes several equal nodes one chat, over one remote service: the parts that every node of a
 * cluster needs, so that a host names the service once. Each part can also be given alone.
 *
 * <p>An engine that is given a cluster asks once for each part that it was not given otherwise. It
 * closes those parts, and then the cluster.
 */
public interface Cluster extends AutoCloseable {
  /**
   * How this node hears of the others.
   *
   * @return a broadcaster that has not been started, always the same
   */
  Broadcaster broadcaster();

  /**
   * What knows who is where, on all nodes.
   *
   * @return a registry, always the same
   */
  PresenceRegistry presenceRegistry();

  /**
   * What limits users over all nodes.
   *
   * @return a limiter, always the same; or nothing, then each node limits its own connections only
   */
  Optional<RateLimiter> rateLimiter();

  /** Gives up what the parts have in common. Without effect the second time. */
  @Override
  void close();
}
