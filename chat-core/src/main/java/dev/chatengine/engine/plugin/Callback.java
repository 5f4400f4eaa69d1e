package dev.chatengine.engine.plugin;

/**
 * Gets the result of a plug-in call. Exactly one of {@code onSuccess} and {@code onFailure} is
 * called.
 */
public interface Callback<T> {
  /** The plug-in answered in time. */
  void onSuccess(T value);

  /**
   * The plug-in threw, did not answer in time ({@link java.util.concurrent.TimeoutException}), or
   * was not called because too many calls were waiting ({@link
   * java.util.concurrent.RejectedExecutionException}) or it is away ({@link
   * PluginCalls.UnavailableException}).
   */
  void onFailure(Throwable cause);

  /** The plug-in answered, after {@code onFailure} was called for the deadline. */
  default void onLateSuccess(T value) {}

  /**
   * The plug-in threw, after {@code onFailure} was called for the deadline: now it is certain that
   * the call has ended.
   */
  default void onLateFailure() {}
}
