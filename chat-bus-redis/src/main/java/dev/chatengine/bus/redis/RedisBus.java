package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.client.RedisClients;
import dev.chatengine.bus.redis.client.RedisUri;
import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.spi.Cluster;
import dev.chatengine.spi.RateLimiter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * Makes several equal nodes one chat over one Redis: carries bus events between them, keeps
 * presence and, if limits are set, limits each user's rates across all nodes.
 *
 * <pre>{@code
 * ChatEngine engine =
 *     ChatEngine.builder()
 *         .messageStore(MongoMessageStore.connect("mongodb://…"))
 *         .cluster(RedisBus.connect("redis://…"))
 *         .build();
 * }</pre>
 *
 * <h2>URIs</h2>
 *
 * <ul>
 *   <li>{@code redis://user:password@host:port/database}: one server. All but the host may be left
 *       out; without a user it is {@code redis://:password@host}.
 *   <li>{@code redis-cluster://host:port,host:port}: a Redis Cluster, by some of its servers; also
 *       {@code redis://} with several hosts or with {@code ?cluster=true}.
 *   <li>{@code redis-sentinel://user:password@host:port,host:port/database?master=NAME}: the
 *       primary to which these sentinels give that name. User and password are those of the
 *       primary; if the sentinels have credentials of their own, make the client yourself.
 * </ul>
 *
 * <p>With {@code rediss} in place of {@code redis} the connection uses TLS. The certificate must be
 * valid for the host, and trusted by the Java platform or by the settings of {@link
 * RedisBusOptions.Builder#client}. Special characters in user names and passwords are
 * percent-encoded. Neither logs nor exceptions show credentials.
 *
 * <p>Safe for all threads.
 */
public final class RedisBus implements Cluster {
  private final RedisBroadcaster broadcaster;
  private final RedisPresenceRegistry presenceRegistry;
  private final @Nullable RedisRateLimiter rateLimiter;
  private final RedisBusOptions options;
  private final @Nullable UnifiedJedis ownClient;

  private RedisBus(
      UnifiedJedis client, String name, RedisBusOptions options, @Nullable UnifiedJedis ownClient) {
    this.options = options;
    this.ownClient = ownClient;
    broadcaster =
        new RedisBroadcaster(RedisClients.servers(client, name, options.sharded()), options);
    presenceRegistry =
        RedisPresenceRegistry.create(client, options.namespace(), options.presence());
    rateLimiter = options.limits().isEmpty() ? null : rateLimiter(client, options);
  }

  private static RedisRateLimiter rateLimiter(UnifiedJedis client, RedisBusOptions options) {
    RedisRateLimiter.Builder builder = RedisRateLimiter.builder(client, options.namespace());
    options.limits().forEach(builder::limit);
    return builder.failShut(options.failShut()).build();
  }

  /**
   * Connects with the default options. {@link #close} ends the connections.
   *
   * @param uri where Redis is
   * @return a bus
   * @throws IllegalArgumentException if this is not the URI of a Redis
   * @throws RedisUnavailableException if Redis does not answer, or refuses; the message names hosts
   *     and ports, and no credentials
   */
  public static RedisBus connect(String uri) {
    return connect(uri, RedisBusOptions.defaults());
  }

  /**
   * Connects. {@link #close} ends the connections.
   *
   * @param uri where Redis is
   * @param options how to use it
   * @return a bus
   * @throws IllegalArgumentException if this is not the URI of a Redis
   * @throws RedisUnavailableException if Redis does not answer, or refuses; the message names hosts
   *     and ports, and no credentials
   */
  public static RedisBus connect(String uri, RedisBusOptions options) {
    RedisUri address = RedisUri.parse(uri);
    try {
      UnifiedJedis client = RedisClients.open(address, options.timeout(), options.client());
      try {
        return new RedisBus(client, address.toString(), options, client);
      } catch (RuntimeException e) {
        client.close();
        throw e;
      }
    } catch (UnavailableException e) {
      throw RedisUnavailableException.of(e);
    }
  }

  /**
   * Makes a bus over a client of the host. {@link #close} leaves the client open.
   *
   * <p>The client's timeouts apply. Its pool has to bound how long a caller waits for a connection.
   * It needs one connection for each server on which the broadcaster subscribes, which the
   * broadcaster returns as broken, and one more for each concurrent call.
   *
   * @param client a {@link redis.clients.jedis.RedisClient}, {@link
   *     redis.clients.jedis.RedisClusterClient} or {@link redis.clients.jedis.RedisSentinelClient}
   * @param options how to use it
   * @return a bus
   * @throws IllegalArgumentException if the client is of another class
   * @throws RedisUnavailableException if Redis does not answer, or refuses
   */
  public static RedisBus create(UnifiedJedis client, RedisBusOptions options) {
    Objects.requireNonNull(client, "client");
    try {
      String name = RedisClients.name(client);
      RedisClients.ping(client, name);
      return new RedisBus(client, name, options, null);
    } catch (UnavailableException e) {
      throw RedisUnavailableException.of(e);
    }
  }

  @Override
  public RedisBroadcaster broadcaster() {
    return broadcaster;
  }

  @Override
  public RedisPresenceRegistry presenceRegistry() {
    return presenceRegistry;
  }

  /**
   * Limits users across all nodes, if {@link RedisBusOptions.Builder#limit} has set a limit.
   *
   * @return the limiter of this bus; empty if there is no limit
   */
  @Override
  public Optional<RateLimiter> rateLimiter() {
    return Optional.ofNullable(rateLimiter);
  }

  /**
   * Whether this node receives what other nodes publish. Never waits.
   *
   * @return the current health
   */
  public RedisHealth health() {
    return broadcaster.health();
  }

  /** Closes the three plug-ins, and the client if this bus opened it. */
  @Override
  public void close() {
    broadcaster.close();
    presenceRegistry.close();
    if (rateLimiter != null) {
      rateLimiter.close();
    }
    if (ownClient != null) {
      ownClient.close();
    }
  }

  @Override
  public String toString() {
    return "RedisBus[" + options.namespace() + "]";
  }
}
