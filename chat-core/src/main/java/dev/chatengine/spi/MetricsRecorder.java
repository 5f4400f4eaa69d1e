package dev.chatengine.spi;

/**
 * Records single measurements of an engine. Counters are read from {@link
 * dev.chatengine.ChatEngine#stats()} instead.
 *
 * <p>It is called by the threads that deliver messages, for different conversations at once, and
 * must neither wait nor take long. An exception is logged, and has no other effect.
 */
public interface MetricsRecorder {

  /**
   * One call of {@link MessageStore#append} has ended. It is not called for stores that never wait
   * (see {@link Traits}), which append one message at a time, in less time than it takes to
   * measure; nor for calls that never began because too many were waiting.
   *
   * @param messages how many messages the call appended, 1 to {@value MessageStore#MAX_LIMIT}
   * @param nanos how long the call took, in nanoseconds by the engine's clock: from when it was
   *     enqueued, with the wait for a free thread, until the answer or the deadline
   * @param answered whether the store answered; false if it threw or missed its deadline
   */
  default void appended(int messages, long nanos, boolean answered) {}
}
