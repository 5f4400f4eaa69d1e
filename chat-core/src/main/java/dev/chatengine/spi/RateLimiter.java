package dev.chatengine.spi;

import java.time.Duration;

/**
 * Decides whether somebody may go on. It owns its numbers: how much of what in which time.
 *
 * <p>The engine asks it for what is worth a budget over the whole cluster: messages, private
 * messages and connecting ({@link RateAction}). The limit on the frames of one connection is the
 * engine's own and never asks here.
 *
 * <p>Each decision is atomic: two calls never share a permit. What an implementation throws lets
 * the action pass, and is logged; one that means to fail shut answers {@link Decision#refused}
 * instead.
 */
public interface RateLimiter extends AutoCloseable {
  /** The most permits that can be asked for at once. */
  int MAX_PERMITS = 1_000;

  /**
   * Takes permits if there are enough, otherwise none.
   *
   * @param subject who acts: a user's id, or for {@link RateAction#CONNECT} the client's address
   * @param action what it does; an implementation lets an action pass that it has no number for
   * @param permits how many, 1 to {@value #MAX_PERMITS}
   * @return whether the permits were taken, and otherwise how long to wait
   * @throws IllegalArgumentException if {@code permits} is out of range
   */
  Decision tryAcquire(String subject, RateAction action, int permits);

  /**
   * What this limiter is: {@code shared} if all nodes draw on the same budgets.
   *
   * @return always the same
   */
  Traits traits();

  /** Gives up what the limiter itself has opened. */
  @Override
  void close();

  /**
   * An answer.
   *
   * @param allowed whether the permits were taken
   * @param retryAfter how long until they could be taken, if nobody else took any; zero when
   *     allowed; {@link #NEVER} if they are more than can ever be taken at once
   */
  record Decision(boolean allowed, Duration retryAfter) {
    /** The permits were taken. */
    public static final Decision ALLOWED = new Decision(true, Duration.ZERO);

    /** The longest time to wait that is told: more than was asked for is never there at once. */
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
