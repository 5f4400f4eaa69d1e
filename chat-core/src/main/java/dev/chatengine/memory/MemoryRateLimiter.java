package dev.chatengine.memory;

import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Traits;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A rate limiter in the memory of one process, with a token bucket for each subject and action that
 * has a limit. It never waits.
 *
 * <p>For each action the buckets of a bounded number of subjects are kept. When there are too many,
 * a full bucket among the least recently used is dropped, which does not affect its subject. If
 * none of these is full, the least recently used bucket is dropped, and its subject begins with a
 * full bucket when it acts again.
 *
 * <p>Safe for all threads.
 */
public final class MemoryRateLimiter implements RateLimiter {
  /** How many subjects are remembered for each action, by default. */
  public static final int DEFAULT_MAX_SUBJECTS = 100_000;

  private final Map<RateAction, RateBuckets> buckets;
  private volatile boolean closed;

  private MemoryRateLimiter(Builder builder) {
    Map<RateAction, RateBuckets> byAction = new HashMap<>();
    builder.limits.forEach(
        (action, limit) -> {
          if (!limit.isUnlimited()) {
            byAction.put(action, new RateBuckets(limit, builder.maxSubjects, builder.nanoClock));
          }
        });
    buckets = Map.copyOf(byAction);
  }

  /**
   * Makes a limiter without limits, which allows everything.
   *
   * @return a new limiter
   */
  public static MemoryRateLimiter create() {
    return builder().build();
  }

  /**
   * Starts a limiter. Actions without a limit are allowed.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Decision tryAcquire(String subject, RateAction action, int permits) {
    if (closed) {
      throw new IllegalStateException("the rate limiter is closed");
    }
    if (permits < 1 || permits > MAX_PERMITS) {
      throw new IllegalArgumentException("permits is " + permits + ", not 1 to " + MAX_PERMITS);
    }
    RateBuckets limited = buckets.get(action);
    return limited == null ? Decision.ALLOWED : limited.tryAcquire(subject, permits);
  }

  @Override
  public Traits traits() {
    return Traits.IN_MEMORY;
  }

  @Override
  public void close() {
    closed = true;
  }

  int subjects(RateAction action) {
    RateBuckets limited = buckets.get(action);
    return limited == null ? 0 : limited.size();
  }

  /** Collects a limiter's numbers. Not for use by several threads. */
  public static final class Builder {
    private final Map<RateAction, RateLimit> limits = new HashMap<>();
    private int maxSubjects = DEFAULT_MAX_SUBJECTS;
    private LongSupplier nanoClock = System::nanoTime;

    private Builder() {}

    /**
     * Limits an action.
     *
     * @param action an action that has no limit yet
     * @param limit the limit for each subject
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
     * Sets how many subjects are remembered at most for each action; by default {@value
     * MemoryRateLimiter#DEFAULT_MAX_SUBJECTS}.
     *
     * @param maxSubjects 1 or more
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxSubjects(int maxSubjects) {
      this.maxSubjects = Math.toIntExact(Arguments.positive(maxSubjects, "maxSubjects"));
      return this;
    }

    /**
     * Sets the clock by which buckets are filled; by default {@link System#nanoTime()}.
     *
     * @param nanoClock nanoseconds since some moment, never going back; safe for all threads
     * @return this
     */
    public Builder nanoClock(LongSupplier nanoClock) {
      this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
      return this;
    }

    /**
     * Makes the limiter.
     *
     * @return a new limiter
     */
    public MemoryRateLimiter build() {
      return new MemoryRateLimiter(this);
    }
  }
}
