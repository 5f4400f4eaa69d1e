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
   * The defaults, which stand at each setting of the {@link Builder}.
   *
   * @return options
   */
  public static RedisBusOptions defaults() {
    return builder().build();
  }

  /**
   * Starts options of one's own.
   *
   * @return a builder that has the defaults
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

  /** Nothing if the server is to be asked. */
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
     * What all keys and channels begin with, so that several chats can use one server; {@code chat}
     * by default.
     *
     * @param name 1 to 64 of the letters A to Z and a to z, digits, {@code _}, {@code .}, {@code :}
     *     and {@code -}; the same on all nodes
     * @return this builder
     * @throws IllegalArgumentException if the name is none of these
     */
    public Builder namespace(String name) {
      namespace = Namespace.checked(name);
      return this;
    }

    /**
     * How long Redis may take to accept a connection, to answer a command and to confirm a
     * subscription, 2 seconds by default. For a client of the host's its own timeouts hold, except
     * for subscriptions. To be shorter than the engine's deadline for a plug-in.
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
     * How often the connection that subscribes is probed, 2 seconds by default. A connection on
     * which nothing arrives any more is noticed within this and {@link #probeDeadline} together.
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
     * How long a channel stays subscribed after it is not wanted any more, 5 seconds by default:
     * rooms that empty and fill again cost nothing then. Messages in the meantime are dropped.
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
     * How many channels may stay subscribed in this way, 10,000 by default. Beyond that the oldest
     * go at once.
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
     * it has. Messages beyond that are dropped, and the engine compares their conversations with
     * the store.
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
     * Whether a Redis Cluster carries each channel on one shard only, which takes version 7 on all
     * of its servers. By default that is so if the server that is asked has version 7. Nodes that
     * differ in this do not receive each other's messages: set it to false before a cluster is
     * upgraded from an older version, and let it be chosen again when all nodes can be restarted
     * together. Without effect for other kinds of Redis.
     *
     * @param shards whether to use sharded channels
     * @return this builder
     */
    public Builder sharded(boolean shards) {
      sharded = shards;
      return this;
    }

    /**
     * Limits users over all nodes together; by default there is no such limit, and Redis is not
     * asked.
     *
     * @param action what is limited
     * @param limit how much of it in which time, the same on all nodes
     * @return this builder
     */
    public Builder limit(RateAction action, RateLimit limit) {
      limits.put(Objects.requireNonNull(action, "action"), Objects.requireNonNull(limit, "limit"));
      return this;
    }

    /**
     * Whether what is limited is refused while Redis is away; by default it passes.
     *
     * @param refuse whether it is refused
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
     * Sets more of the client that {@link RedisBus#connect(String, RedisBusOptions)} makes: trust
     * and key stores (by {@code sslOptions}, which the connections to sentinels have as well), a
     * provider of credentials, a name of the client. It is called once, with what the URI and
     * {@link #timeout} say already set.
     *
     * @param settings changes the configuration that it is given
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
     * @return options with what was set
     */
    public RedisBusOptions build() {
      return new RedisBusOptions(this);
    }
  }
}
