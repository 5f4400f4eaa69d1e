package dev.chatengine.benchmarks.load.client;

import java.time.Duration;

/**
 * How long the parts of a run take.
 *
 * @param prewarm before the warm-up of an open loop: saturates, so that compilers have done their
 *     work
 * @param warmUp what is not counted
 * @param measured what is counted
 * @param drain how long the last messages are waited for, at most
 */
public record Timing(Duration prewarm, Duration warmUp, Duration measured, Duration drain) {
  /** How long it may take until all are connected. */
  public static final Duration LOGIN = Duration.ofMinutes(2);

  /** A while in which notices of who has joined go by. */
  public static final Duration SETTLING = Duration.ofMillis(500);
}
