package dev.chatengine.engine;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls one plug-in: in place if it never waits, otherwise on a bounded pool of its own and with a
 * deadline, so that a plug-in that hangs stalls nothing but its own callers.
 */
public final class PluginCalls {
  private final Scheduler scheduler;
  private final Duration deadline;
  private final @Nullable Executor pool;

  /**
   * @param name for the pool's threads
   * @param neverWaits whether the plug-in may be called in place
   */
  PluginCalls(Scheduler scheduler, String name, boolean neverWaits, PoolSettings pool) {
    this.scheduler = scheduler;
    this.deadline = pool.deadline();
    this.pool = neverWaits ? null : scheduler.pool(name, pool.threads(), pool.queue());
  }

  /**
   * The bounds of a plug-in's pool.
   *
   * @param threads how many calls are under way at once
   * @param queue how many more may wait
   * @param deadline how long an answer is waited for
   */
  public record PoolSettings(int threads, int queue, Duration deadline) {}

  boolean neverWaits() {
    return pool == null;
  }

  /**
   * Calls, and answers on a sequence. The caller is on that sequence; a plug-in that never waits
   * has been answered when this returns.
   */
  <T> void call(Sequence sequence, Supplier<T> operation, Answer<T> answer) {
    if (pool != null) {
      new Call<>(sequence, operation, answer).start(pool);
      return;
    }
    T value;
    try {
      value = requireAnswer(operation.get());
    } catch (Throwable e) {
      answer.failed(e);
      return;
    }
    answer.done(value);
  }

  /** A plug-in that answers with null has not answered. */
  private static <T> T requireAnswer(T value) {
    return Objects.requireNonNull(value, "the plug-in returned null");
  }

  private final class Call<T> implements Runnable {
    private final Sequence sequence;
    private final Supplier<T> operation;
    private final Answer<T> answer;

    /** Touched on the sequence only. */
    private boolean timedOut;

    private boolean ended;

    Call(Sequence sequence, Supplier<T> operation, Answer<T> answer) {
      this.sequence = sequence;
      this.operation = operation;
      this.answer = answer;
    }

    void start(Executor executor) {
      Scheduler.Cancellable timer =
          scheduler.schedule(deadline, () -> sequence.execute(this::timeOut));
      try {
        executor.execute(
            () -> {
              run();
              timer.cancel();
            });
      } catch (RejectedExecutionException e) {
        timer.cancel();
        sequence.execute(() -> fail(e));
      }
    }

    @Override
    public void run() {
      T value;
      try {
        value = requireAnswer(operation.get());
      } catch (Throwable e) {
        answer(() -> fail(e));
        return;
      }
      answer(() -> succeed(value));
    }

    /** Answers of different calls may overtake each other on their way to the sequence. */
    private void answer(Runnable task) {
      if (scheduler.mayRunInPlace()) {
        sequence.execute(task);
      } else {
        scheduler.execute(() -> sequence.execute(task));
      }
    }

    private void succeed(T value) {
      ended = true;
      if (timedOut) {
        answer.late(value);
      } else {
        answer.done(value);
      }
    }

    private void fail(Throwable cause) {
      ended = true;
      if (!timedOut) {
        answer.failed(cause);
      }
    }

    private void timeOut() {
      if (!ended && !timedOut) {
        timedOut = true;
        answer.failed(new TimeoutException("no answer within " + deadline));
      }
    }
  }
}
