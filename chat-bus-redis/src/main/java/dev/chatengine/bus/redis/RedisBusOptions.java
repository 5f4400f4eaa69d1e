package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.client.Namespace;
import dev.chatengine.bus.redis.pubsub.PubSubSettings;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;

/** How a {@link RedisBus} uses Redis. Immutable. */
public final class RedisBusOptions {
  private static final Duration MIN_TIME = Duration.ofMillis(10);
  private static final Duration MAX_TIME = Duration.ofMinutes(5);
  private static final long MIN_PENDING = 2L * Broadcaster.MAX_PAYLOAD;

  private final String namespace;
  private final Duration timeout;
  private final Duration probeInterval;
  private final Duration probeDeadline;
  private final Duration linger;
  private final int maxLingering;
  private final long maxPendingBytes;
  private final @Nullable Boolean sharded;
  private final Map<RateAction, RateLimit> limits;
  private final boolean failShut;
  private final RedisPresenceOptions presence;
  private final Consumer<? super DefaultJedisClientConfig.Builder> client;

  private RedisBusOptions(Builder builder) {
    namespace = builder.namespace;
    timeout = builder.timeout;
    probeInterval = builder.probeInterval;
    probeDeadline = builder.probeDeadline;
    linger = builder.linger;
    maxLingering = builder.maxLingering;
    maxPendingBytes = builder.maxPendingBytes;
    sharded = builder.sharded;
    limits = Map.copyOf(builder.limits);
    failShut = builder.failShut;
    presence = builder.presence;
    client = builder.client;
  }

  /**
   * The default options; each setting of the {@link Builder} names its default.
   *
   * @return options
   */
  public static RedisBusOptions defaults() {
    return builder().build();
  }

  /**
   * Starts with the defaults.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  String namespace() {
    return namespace;
  }

  Duration timeout() {
    return timeout;
  }

  PubSubSettings pubSub() {
    return new PubSubSettings(
        timeout, probeInterval, probeDeadline, linger, maxLingering, maxPendingBytes);
  }

  /** Empty if the server's version decides. */
  Optional<Boolean> sharded() {
    return Optional.ofNullable(sharded);
  }

  Map<RateAction, RateLimit> limits() {
    return limits;
  }

  boolean failShut() {
    return failShut;
  }

  RedisPresenceOptions presence() {
    return presence;
  }

  Consumer<? super DefaultJedisClientConfig.Builder> client() {
    return client;
  }

  @Override
  public String toString() {
    return "RedisBusOptions[namespace " + namespace + "]";
  }

  /** Collects options. Not for use by several threads. */
  public static final class Builder {
    private String namespace = "chat";
    private Duration timeout = Duration.ofSeconds(2);
    private Duration probeInterval = Duration.ofSeconds(2);
    private Duration probeDeadline = Duration.ofSeconds(2);
    private Duration linger = Duration.ofSeconds(5);
    private int maxLingering = 10_000;
    private long maxPendingBytes = 64L << 20;
    private @Nullable Boolean sharded;
    private final Map<RateAction, RateLimit> limits = new LinkedHashMap<>();
    private boolean failShut;
    private RedisPresenceOptions presence = RedisPresenceOptions.defaults();
    private Consumer<? super DefaultJedisClientConfig.Builder> client = config -> {};

    private Builder() {}

    /**
     * The prefix of all keys and channels, so that several chats can use one server; {@code chat}
     * by default.
     *
     * @param name 1 to 64 of the letters A to Z and a to z, digits, {@code _}, {@code .}, {@code :}
     *     and {@code -}; the same on all nodes
     * @return this builder
     * @throws IllegalArgumentException if the name is malformed
     */
    public Builder namespace(String name) {
      namespace = Namespace.checked(name);
      return this;
    }

    /**
     * How long Redis may take to accept a connection, to answer a command and to confirm a
     * subscription, 2 seconds by default. Must be shorter than the engine's deadline for a plug-in.
     * A client that the host made keeps its own timeouts, except for subscriptions.
     *
     * @param time 10 milliseconds to 5 minutes
     * @return this builder
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Builder timeout(Duration time) {
      timeout = checked("timeout", time, MIN_TIME);
      return this;
    }

    /**
     * How often the subscribing connection is probed, 2 seconds by default. A dead connection is
     * noticed within this time and {@link #probeDeadline} together.
     *
     * @param time 10 milliseconds to 5 minutes
     * @return this builder
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Builder probeInterval(Duration time) {
      probeInterval = checked("probeInterval", time, MIN_TIME);
      return this;
    }

    /**
     * How long the answer to a probe may take before the connection is cut, 2 seconds by default.
     *
     * @param time 10 milliseconds to 5 minutes
     * @return this builder
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Builder probeDeadline(Duration time) {
      probeDeadline = checked("probeDeadline", time, MIN_TIME);
      return this;
    }

    /**
     * How long a channel stays subscribed after it is no longer wanted, 5 seconds by default, so
     * that a room that empties and fills again costs nothing. Its messages meanwhile are dropped.
     *
     * @param time 0 to 5 minutes
     * @return this builder
     * @throws IllegalArgumentException if the time is out of bounds
     */
    public Builder linger(Duration time) {
      linger = checked("linger", time, Duration.ZERO);
      return this;
    }

    /**
     * How many channels may linger in this way, 10,000 by default. Beyond that the oldest are
     * unsubscribed at once.
     *
     * @param channels 0 or more
     * @return this builder
     * @throws IllegalArgumentException if the number is negative
     */
    public Builder maxLingering(int channels) {
      if (channels < 0) {
        throw new IllegalArgumentException("maxLingering is " + channels + ", not 0 or more");
      }
      maxLingering = channels;
      return this;
    }

    /**
     * How many bytes may wait for the engine, 64 MiB by default; each message counts 128 more than
     * its size. Messages beyond that are dropped, and the engine reads their conversations from the
     * store.
     *
     * @param bytes at least 2 MiB
     * @return this builder
     * @throws IllegalArgumentException if the number is too small
     */
    public Builder maxPendingBytes(long bytes) {
      if (bytes < MIN_PENDING) {
        throw new IllegalArgumentException(
            "maxPendingBytes is " + bytes + ", not " + MIN_PENDING + " or more");
      }
      maxPendingBytes = bytes;
      return this;
    }

    /**
     * Whether a Redis Cluster carries each channel on one shard only, which needs version 7 on all
     * its servers. By default the version of the server that is asked decides. Nodes that differ in
     * this do not receive each other's messages. So set it to false before you upgrade a cluster
     * from an older version, and remove that setting when you can restart all nodes together.
     * Without effect for other kinds of Redis.
     *
     * @param shards whether to use sharded channels
     * @return this builder
     */
    public Builder sharded(boolean shards) {
      sharded = shards;
      return this;
    }

    /**
     * Limits each user across all nodes; by default there is no such limit, and Redis is not asked.
     *
     * @param action the limited action
     * @param limit its limit, the same on all nodes
     * @return this builder
     */
    public Builder limit(RateAction action, RateLimit limit) {
      limits.put(Objects.requireNonNull(action, "action"), Objects.requireNonNull(limit, "limit"));
      return this;
    }

    /**
     * Whether limited actions are refused while Redis is away; by default they are allowed.
     *
     * @param refuse whether to refuse them
     * @return this builder
     */
    public Builder failShut(boolean refuse) {
      failShut = refuse;
      return this;
    }

    /**
     * The bounds of the presence registry; by default those of {@link
     * RedisPresenceOptions#defaults}.
     *
     * @param options the same on all nodes
     * @return this builder
     */
    public Builder presence(RedisPresenceOptions options) {
      presence = Objects.requireNonNull(options, "presence");
      return this;
    }

    /**
     * Sets more of the client that {@link RedisBus#connect(String, RedisBusOptions)} opens: trust
     * and key stores (by {@code sslOptions}, which the connections to sentinels also use), a
     * provider of credentials, a name of the client. Called once, after the URI and {@link
     * #timeout} have been applied.
     *
     * @param settings changes the configuration that it receives
     * @return this builder
     */
    public Builder client(Consumer<? super DefaultJedisClientConfig.Builder> settings) {
      client = Objects.requireNonNull(settings, "client");
      return this;
    }

    private static Duration checked(String name, Duration time, Duration min) {
      if (time.compareTo(min) < 0 || time.compareTo(MAX_TIME) > 0) {
        throw new IllegalArgumentException(
            name + " is " + time + ", not " + min + " to " + MAX_TIME);
      }
      return time;
    }

    /**
     * Makes the options.
     *
     * @return the options
     */
    public RedisBusOptions build() {
      return new RedisBusOptions(this);
    }
  }
}
