package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.client.Namespace;
import dev.chatengine.bus.redis.rate.RateOutage;
import dev.chatengine.bus.redis.rate.TokenBucketScript;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Traits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import redis.clients.jedis.UnifiedJedis;

/**
 * Limits rates across all nodes of a cluster, in Redis 5 or later: one token bucket for each
 * subject and limited action. An attempt is one round trip; the server decides, by its own clock.
 *
 * <p>Each bucket is one key, <code>namespace:rate:…</code>, so a Redis Cluster spreads them over
 * all shards. The key expires at the moment when its bucket is full.
 *
 * <p>All nodes should have the same limits. While they differ, as during a rollout, each node
 * applies its own limit to the shared bucket.
 *
 * <h2>When Redis is away</h2>
 *
 * <p>An attempt takes no longer than the client's timeouts, so use a client with short timeouts
 * (about 500 ms) whose pool does not let callers wait longer than that for a connection. After a
 * failed attempt no caller asks Redis for a second ({@link Builder#pauseAfterFailure}); then one
 * caller does. So an outage costs one caller a timeout now and then. Meanwhile all actions are
 * allowed or, with {@link Builder#failShut}, refused. These decisions are {@linkplain #undecided
 * counted}. An outage is logged when it begins, once a minute, and when it ends.
 *
 * <p>Safe for all threads, if the client is ({@link UnifiedJedis} is, over a pool).
 */
public final class RedisRateLimiter implements RateLimiter {
  private static final Duration DEFAULT_PAUSE = Duration.ofSeconds(1);
  private static final Duration MIN_PAUSE = Duration.ofMillis(1);
  private static final Duration MAX_PAUSE = Duration.ofHours(1);

  /** Shared; not durable; each attempt may wait. */
  private static final Traits TRAITS = new Traits(true, false, false);

  private final TokenBucketScript script;
  private final Map<RateAction, Bucket> buckets;
  private final RateOutage outage;
  private final Decision withoutServer;
  private volatile boolean closed;

  private RedisRateLimiter(Builder builder) {
    script = new TokenBucketScript(builder.client, builder.timeOffset);
    outage = new RateOutage(builder.pauseAfterFailure, builder.nanoClock);
    withoutServer =
        builder.failShut ? Decision.refused(builder.pauseAfterFailure) : Decision.ALLOWED;
    Map<RateAction, Bucket> byAction = new HashMap<>();
    builder.limits.forEach(
        (action, limit) -> {
          if (!limit.isUnlimited()) {
            byAction.put(action, Bucket.of(builder.namespace, action, limit));
          }
        });
    buckets = Map.copyOf(byAction);
  }

  /**
   * Starts a limiter. Actions without a limit are allowed.
   *
   * @param client the client; it stays open when the limiter is closed
   * @param namespace the prefix of this chat's keys, the same on all nodes: 1 to 64 of the letters
   *     A to Z and a to z, digits, {@code _}, {@code .}, {@code :} and {@code -}
   * @return a builder
   * @throws IllegalArgumentException if the namespace is malformed
   */
  public static Builder builder(UnifiedJedis client, String namespace) {
    return new Builder(Objects.requireNonNull(client, "client"), Namespace.checked(namespace));
  }

  @Override
  public Decision tryAcquire(String subject, RateAction action, int permits) {
    if (closed) {
      throw new IllegalStateException("the rate limiter is closed");
    }
    if (permits < 1 || permits > MAX_PERMITS) {
      throw new IllegalArgumentException("permits is " + permits + ", not 1 to " + MAX_PERMITS);
    }
    Bucket bucket = buckets.get(action);
    if (bucket == null) {
      return Decision.ALLOWED;
    }
    if (permits > bucket.limit.permits()) {
      return Decision.refused(Decision.NEVER);
    }
    if (outage.mayTry()) {
      try {
        Decision decision = ask(bucket, subject, permits);
        outage.answered();
        return decision;
      } catch (RuntimeException e) {
        outage.failed(e);
      }
    }
    outage.missed();
    return withoutServer;
  }

  private Decision ask(Bucket bucket, String subject, int permits) {
    Duration wait = script.take(bucket.keyPrefix + subject, permits, bucket.limit);
    return wait.isZero() ? Decision.ALLOWED : Decision.refused(wait);
  }

  /**
   * The number of decisions without Redis, because it did not answer.
   *
   * @return the number since this limiter was made
   */
  public long undecided() {
    return outage.count();
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /** Ends the use of this limiter. The client stays open: its owner closes it. */
  @Override
  public void close() {
    closed = true;
  }

  /** The buckets of one action: how their keys begin, and what they hold. */
  private record Bucket(String keyPrefix, RateLimit limit) {
    static Bucket of(String namespace, RateAction action, RateLimit limit) {
      // The length shows where the action ends and the subject begins.
      return new Bucket(
          namespace + ":rate:" + action.name().length() + ":" + action.name() + ":", limit);
    }
  }

  /** Collects the settings of a limiter. Not for use by several threads. */
  public static final class Builder {
    private final UnifiedJedis client;
    private final String namespace;
    private final Map<RateAction, RateLimit> limits = new HashMap<>();
    private boolean failShut;
    private Duration pauseAfterFailure = DEFAULT_PAUSE;
    private LongSupplier timeOffset = () -> 0;
    private LongSupplier nanoClock = System::nanoTime;

    private Builder(UnifiedJedis client, String namespace) {
      this.client = client;
      this.namespace = namespace;
    }

    /**
     * Limits an action.
     *
     * @param action an action that has no limit yet
     * @param limit the limit of each subject
     * @return this
     * @throws IllegalArgumentException if the action has a limit already
     */
    public Builder limit(RateAction action, RateLimit limit) {
      if (limits.putIfAbsent(action, limit) != null) {
        throw new IllegalArgumentException("action " + action.name() + " has a limit already");
      }
      return this;
    }

    /**
     * Sets whether limited actions are refused while Redis is away; by default they are allowed.
     * The engine's own limit on the frames of each connection applies in any case.
     *
     * @param failShut whether to refuse them
     * @return this
     */
    public Builder failShut(boolean failShut) {
      this.failShut = failShut;
      return this;
    }

    /**
     * Sets how long Redis is not asked after a failure; by default 1 second. An action that is
     * refused because Redis is away may be tried again after that time.
     *
     * @param pause 1 millisecond to 1 hour
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder pauseAfterFailure(Duration pause) {
      if (pause.compareTo(MIN_PAUSE) < 0 || pause.compareTo(MAX_PAUSE) > 0) {
        throw new IllegalArgumentException(
            "pauseAfterFailure is " + pause + ", not " + MIN_PAUSE + " to " + MAX_PAUSE);
      }
      this.pauseAfterFailure = pause;
      return this;
    }

    /** Sets microseconds to add to the server's time. */
    Builder timeOffset(LongSupplier timeOffset) {
      this.timeOffset = timeOffset;
      return this;
    }

    /** Sets the clock that measures the pause. */
    Builder nanoClock(LongSupplier nanoClock) {
      this.nanoClock = nanoClock;
      return this;
    }

    /**
     * Makes the limiter.
     *
     * @return a new limiter
     */
    public RedisRateLimiter build() {
      return new RedisRateLimiter(this);
    }
  }
}
