package dev.chatengine.spi;

/**
 * Hears what an engine measures event by event; what it only counts is read from {@link
 * dev.chatengine.ChatEngine#stats()} when somebody asks.
 *
 * <p>It is called by the threads that deliver messages, of different conversations at once, and
 * must neither wait nor take long. What it throws is logged, and changes nothing.
 */
public interface MetricsRecorder {

  /**
   * One call of {@link MessageStore#append} has ended. Not told of stores that never wait (see
   * {@link Traits}): they take one message at a time and less time than it takes to measure it; nor
   * of calls that were never begun, since too many were waiting.
   *
   * @param messages how many messages went together, 1 to {@value MessageStore#MAX_LIMIT}
   * @param nanos how long they were on their way, in nanoseconds by the engine's clock: from when
   *     they set out, a wait for a free thread included, until the answer was there or was waited
   *     for no longer
   * @param answered whether the store answered; false if it threw or missed its deadline
   */
  default void appended(int messages, long nanos, boolean answered) {}
}
