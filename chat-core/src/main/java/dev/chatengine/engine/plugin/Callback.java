package dev.chatengine.engine.plugin;

/**
 * What becomes of a call to a plug-in. Exactly one of {@code onSuccess} and {@code onFailure} is
 * called.
 */
public interface Callback<T> {
  /** The plug-in answered in time. */
  void onSuccess(T value);

  /**
   * The plug-in threw, did not answer in time ({@link java.util.concurrent.TimeoutException}), or
   * was not asked since too many calls were waiting ({@link
   * java.util.concurrent.RejectedExecutionException}) or it is known to be out of reach ({@link
   * PluginCalls.UnavailableException}).
   */
  void onFailure(Throwable cause);

  /** The plug-in answered after all, after {@code onFailure} was called for the deadline. */
  default void onLateSuccess(T value) {}

  /**
   * The plug-in threw, after {@code onFailure} was called for the deadline: only now is it certain
   * that it does nothing more.
   */
  default void onLateFailure() {}
}
