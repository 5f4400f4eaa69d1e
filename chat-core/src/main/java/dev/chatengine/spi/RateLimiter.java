package dev.chatengine.spi;

import java.time.Duration;

/**
 * Limits how often users may do something. The limits are the limiter's own configuration.
 *
 * <p>The engine calls it for actions that are limited over the whole cluster: messages, private
 * messages and new connections ({@link RateAction}). The engine itself limits the frames of each
 * connection.
 *
 * <p>Each decision is atomic: two calls never get the same permit. If an implementation throws, the
 * exception is logged, and the action is allowed; an implementation that should refuse then returns
 * {@link Decision#refused} instead of throwing.
 */
public interface RateLimiter extends AutoCloseable {
  /** The most permits that can be asked for at once. */
  int MAX_PERMITS = 1_000;

  /**
   * Takes permits if there are enough, otherwise none.
   *
   * @param subject a user's id, or for {@link RateAction#CONNECT} the client's address
   * @param action the action; an action without a limit is always allowed
   * @param permits how many, 1 to {@value #MAX_PERMITS}
   * @return whether the permits were taken, and otherwise how long to wait
   * @throws IllegalArgumentException if {@code permits} is out of range
   */
  Decision tryAcquire(String subject, RateAction action, int permits);

  /**
   * The traits of this limiter: {@code shared} if all nodes share the same budgets.
   *
   * @return always the same
   */
  Traits traits();

  /** Closes what the limiter itself has opened. */
  @Override
  void close();

  /**
   * A decision.
   *
   * @param allowed whether the permits were taken
   * @param retryAfter after which time the permits could be taken if no others are taken meanwhile;
   *     zero when allowed; {@link #NEVER} if they are more than can ever be taken at once
   */
  record Decision(boolean allowed, Duration retryAfter) {
    /** The permits were taken. */
    public static final Decision ALLOWED = new Decision(true, Duration.ZERO);

    /** The wait for more permits than a budget can ever hold. */
    public static final Duration NEVER = Duration.ofDays(36_500);

    /**
     * The permits were not taken.
     *
     * @param retryAfter how long to wait
     * @return a refusal
     */
    public static Decision refused(Duration retryAfter) {
      return new Decision(false, retryAfter);
    }
  }
}
