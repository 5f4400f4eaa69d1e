package dev.chatengine.engine;

import dev.chatengine.spi.PresenceRegistry.UnknownSessionException;
import dev.chatengine.spi.Scheduler;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether a plug-in can be reached, as its calls show. Somebody may watch: then calls that would
 * only wait for their deadline are not made while it is away. Safe for all threads.
 */
final class Availability {
  private final Scheduler scheduler;
  private volatile @Nullable Trouble trouble;
  private volatile boolean away;
  private volatile @Nullable Runnable watcher;

  Availability(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

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
    note(reason);
    Runnable task = watcher;
    if (task != null) {
      task.run();
    }
  }

  /** There is no use in calling. */
  void goAway(Throwable cause) {
    note(cause.toString());
    away = true;
  }

  private void note(String reason) {
    Trouble before = trouble;
    trouble =
        new Trouble(reason, before == null ? scheduler.currentTimeMillis() : before.sinceMillis());
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
  Optional<Trouble> trouble() {
    return Optional.ofNullable(trouble);
  }
}
