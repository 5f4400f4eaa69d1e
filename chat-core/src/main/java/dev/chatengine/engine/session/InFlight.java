package dev.chatengine.engine.session;

import dev.chatengine.engine.task.SerialExecutor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Counts a session's messages that are on their way to the store. They begin on the session's
 * executor and end on the lanes.
 */
public final class InFlight {
  /** How many messages of one session may be on their way. */
  public static final int MAX = 1_000;

  private static final AtomicIntegerFieldUpdater<InFlight> COUNT =
      AtomicIntegerFieldUpdater.newUpdater(InFlight.class, "count");

  private final SerialExecutor session;
  private volatile int count;
  private volatile @Nullable Runnable waiting;

  InFlight(SerialExecutor session) {
    this.session = session;
  }

  /** Counts a further message; false if too many are on their way. */
  public boolean begin() {
    if (count >= MAX) {
      return false;
    }
    COUNT.incrementAndGet(this);
    return true;
  }

  /** A message was stored, or failed. From any thread. */
  public void end() {
    if (COUNT.decrementAndGet(this) == 0 && waiting != null) {
      session.execute(this::runWaiting);
    }
  }

  /** Whether a message is on its way. From any thread. */
  public boolean isAny() {
    return count > 0;
  }

  /** Runs a task once no message is on its way, at once if none is. One task waits at a time. */
  public void whenNone(Runnable task) {
    if (count == 0) {
      task.run();
      return;
    }
    waiting = task;
    if (count == 0) {
      runWaiting();
    }
  }

  private void runWaiting() {
    Runnable task = waiting;
    if (task != null && count == 0) {
      waiting = null;
      task.run();
    }
  }
}
