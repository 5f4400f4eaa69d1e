package dev.chatengine.engine.plugin;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls one plug-in: in place if it never waits, otherwise on a bounded pool of its own and with a
 * deadline, so that a plug-in that hangs stalls nothing but its own callers.
 */
public final class PluginCalls<P> {
  private final P plugin;
  private final Scheduler scheduler;
  private final Duration deadline;
  private final @Nullable Executor pool;
  private final Availability availability;

  /**
   * @param plugin the plug-in to call
   * @param name for the pool's threads
   * @param neverWaits whether the plug-in may be called in place
   * @param availability notes the results of calls; while it is away, no calls are made
   */
  public PluginCalls(
      P plugin,
      Scheduler scheduler,
      String name,
      boolean neverWaits,
      PoolSettings pool,
      Availability availability) {
    this.plugin = plugin;
    this.scheduler = scheduler;
    this.deadline = pool.deadline();
    this.availability = availability;
    this.pool = neverWaits ? null : scheduler.pool(name, pool.threads(), pool.queue());
  }

  /**
   * The bounds of a plug-in's pool.
   *
   * @param threads how many calls are under way at once
   * @param queue how many more may wait
   * @param deadline how long to wait for an answer
   */
  public record PoolSettings(int threads, int queue, Duration deadline) {}

  /** The plug-in, for calls that neither wait nor fail. */
  public P plugin() {
    return plugin;
  }

  public boolean neverWaits() {
    return pool == null;
  }

  /**
   * Calls the plug-in, and answers on an executor, on which the caller must be. If the plug-in
   * never waits, the answer has come when this returns.
   */
  public <T> void call(Executor executor, Function<P, T> operation, Callback<T> answer) {
    if (availability.isAway()) {
      answer.onFailure(new UnavailableException());
    } else {
      callAnyway(executor, operation, answer);
    }
  }

  /** Calls the plug-in even while it is away. */
  public <T> void callAnyway(Executor executor, Function<P, T> operation, Callback<T> answer) {
    if (pool != null) {
      new Call<>(executor, operation, answer).start(pool);
      return;
    }
    T value;
    try {
      value = requireAnswer(operation.apply(plugin));
    } catch (Throwable e) {
      availability.failed(e, 0);
      answer.onFailure(e);
      return;
    }
    availability.succeeded();
    answer.onSuccess(value);
  }

  /** Whether the plug-in is away, so that it is not called. */
  public boolean isAway() {
    return availability.isAway();
  }

  /** An operation has succeeded. */
  public void succeeded() {
    availability.succeeded();
  }

  /** The plug-in has answered that an operation failed, or may have failed. */
  public void failed(String reason) {
    availability.failed(reason);
  }

  /** Whether a failed call was made, and ended before its deadline. */
  public static boolean wasAnswered(Throwable cause) {
    return !(cause instanceof TimeoutException
        || cause instanceof RejectedExecutionException
        || cause instanceof UnavailableException);
  }

  /** Refuses null, which no plug-in may return. */
  private static <T> T requireAnswer(T value) {
    return Objects.requireNonNull(value, "the plug-in returned null");
  }

  /** The plug-in was not called because it is away. */
  public static final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnavailableException() {
      super("out of reach", null, false, false);
    }
  }

  private final class Call<T> implements Runnable {
    private final Executor executor;
    private final Function<P, T> operation;
    private final Callback<T> answer;
    private final long start = scheduler.nanoTime();

    /** Belongs to the executor. */
    private boolean timedOut;

    private boolean ended;

    /** The deadline has passed: if the call has not begun, it is not made. */
    private volatile boolean abandoned;

    Call(Executor executor, Function<P, T> operation, Callback<T> answer) {
      this.executor = executor;
      this.operation = operation;
      this.answer = answer;
    }

    void start(Executor threads) {
      Scheduler.Cancellable timer =
          scheduler.schedule(deadline, () -> executor.execute(this::timeOut));
      try {
        threads.execute(
            () -> {
              run();
              timer.cancel();
            });
      } catch (RejectedExecutionException e) {
        timer.cancel();
        executor.execute(() -> fail(e));
      }
    }

    @Override
    public void run() {
      if (abandoned) {
        return;
      }
      T value;
      try {
        value = requireAnswer(operation.apply(plugin));
      } catch (Throwable e) {
        answer(() -> fail(e));
        return;
      }
      answer(() -> succeed(value));
    }

    /** Answers on the executor; answers of different calls may overtake each other. */
    private void answer(Runnable task) {
      if (scheduler.mayRunInPlace()) {
        executor.execute(task);
      } else {
        scheduler.execute(() -> executor.execute(task));
      }
    }

    private void succeed(T value) {
      ended = true;
      availability.succeeded();
      if (timedOut) {
        answer.onLateSuccess(value);
      } else {
        answer.onSuccess(value);
      }
    }

    private void fail(Throwable cause) {
      ended = true;
      if (timedOut) {
        answer.onLateFailure();
      } else {
        availability.failed(cause, scheduler.nanoTime() - start);
        answer.onFailure(cause);
      }
    }

    private void timeOut() {
      if (!ended && !timedOut) {
        timedOut = true;
        abandoned = true;
        TimeoutException cause = new TimeoutException("no answer within " + deadline);
        availability.failed(cause, deadline.toNanos());
        answer.onFailure(cause);
      }
    }
  }
}
