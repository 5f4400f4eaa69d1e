package dev.chatengine.engine;

import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a plug-in can be reached, as its calls show. Somebody may watch: then calls that would
 * only wait for their deadline are not made while it is away. Safe for all threads.
 */
final class Availability {
  private volatile @Nullable String trouble;
  private volatile boolean away;
  private volatile @Nullable Runnable watcher;

  /** Runs a task whenever a call fails that should not have. */
  void watch(Runnable onFailure) {
    watcher = onFailure;
  }

  /** A call was answered. */
  void succeeded() {
    if (trouble != null && !away) {
      trouble = null;
    }
  }

  /** A call failed. */
  void failed(Throwable cause) {
    if (cause instanceof UnknownSessionException
        || cause instanceof IllegalArgumentException
        || cause instanceof RejectedExecutionException) {
      return;
    }
    failed(cause.toString());
  }

  /** A call was answered, but what it was for has failed. */
  void failed(String reason) {
    trouble = reason;
    Runnable task = watcher;
    if (task != null) {
      task.run();
    }
  }

  /** There is no use in calling. */
  void goAway(Throwable cause) {
    trouble = cause.toString();
    away = true;
  }

  /** It can be called again. */
  void comeBack() {
    away = false;
    trouble = null;
  }

  boolean isAway() {
    return away;
  }

  /** What is wrong at the moment. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }
}
