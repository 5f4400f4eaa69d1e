package dev.chatengine.benchmarks.load.client;

import java.time.Duration;

/**
 * The durations of the parts of a run.
 *
 * @param prewarm before the warm-up of an open loop: saturates, so that the compilers finish their
 *     work
 * @param warmUp the part that is not counted
 * @param measured the part that is counted
 * @param drain the longest wait for the last messages
 */
public record Timing(Duration prewarm, Duration warmUp, Duration measured, Duration drain) {
  /** The longest time until all are connected. */
  public static final Duration LOGIN = Duration.ofMinutes(2);

  /** A time without frames after which all notices of joins have arrived. */
  public static final Duration SETTLING = Duration.ofMillis(500);
}
