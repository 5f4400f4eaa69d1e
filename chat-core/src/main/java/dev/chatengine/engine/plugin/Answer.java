package dev.chatengine.engine.plugin;

/**
 * What becomes of a call to a plug-in. Exactly one of {@code done} and {@code failed} is called.
 */
public interface Answer<T> {
  /** The plug-in answered in time. */
  void done(T value);

  /**
   * The plug-in threw, did not answer in time ({@link java.util.concurrent.TimeoutException}), or
   * was not asked since too many calls were waiting ({@link
   * java.util.concurrent.RejectedExecutionException}) or it is known to be out of reach ({@link
   * PluginCalls.UnavailableException}).
   */
  void failed(Throwable cause);

  /** The plug-in answered after all, after {@code failed} was called for the deadline. */
  default void late(T value) {}

  /**
   * The plug-in threw, after {@code failed} was called for the deadline: only now is it certain
   * that it does nothing more.
   */
  default void lateFailure() {}
}
