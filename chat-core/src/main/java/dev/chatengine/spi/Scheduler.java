package dev.chatengine.spi;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The threads and the clocks of an engine. The default uses real threads and the machine's clock; a
 * test can run one or several engines on one thread and a clock of its own.
 *
 * <p>Safe for all threads. No task may throw; an exception is logged.
 */
public interface Scheduler extends AutoCloseable {

  /**
   * The time of day, for timestamps.
   *
   * @return milliseconds since 1970-01-01T00:00:00Z
   */
  long currentTimeMillis();

  /**
   * A clock for measuring durations, which never goes back.
   *
   * @return nanoseconds since some moment
   */
  long nanoTime();

  /**
   * Runs a task soon, on any thread. The task must not wait.
   *
   * @param task a task
   */
  void execute(Runnable task);

  /**
   * Whether the engine may run a task at once, on the calling thread, if the task does not wait and
   * the order of tasks allows it. Otherwise the engine passes each task to {@link #execute}.
   *
   * @return true by default; a test may return random values to try other interleavings
   */
  default boolean mayRunInPlace() {
    return true;
  }

  /**
   * Runs a task after a delay, on any thread. The task must not wait.
   *
   * @param delay a delay of any length: the task runs at once if it is zero or negative, and after
   *     the longest delay that the scheduler supports if it is longer than that. The engine passes
   *     a day at most
   * @param task a task
   * @return a handle to cancel the task
   */
  Cancellable schedule(Duration delay, Runnable task);

  /**
   * A source of random numbers, such as for the waits before another try. They are not used for
   * secrets.
   *
   * @return a generator that any thread may use; by default the calling thread's
   */
  default RandomGenerator random() {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return ThreadLocalRandom.current().nextLong();
      }
    };
  }

  /**
   * Makes an id for a session, which no node makes again. Clients see ids of sessions: they are not
   * secret, but one cannot be guessed from another one.
   *
   * @return 1 to 64 visible ASCII characters; by default a random {@link UUID}
   */
  default String newId() {
    return UUID.randomUUID().toString();
  }

  /**
   * Makes a pool for tasks that may wait.
   *
   * @param name for the names of its threads
   * @param threads how many tasks run at once, 1 or more
   * @param queue how many more tasks may wait; for further tasks the pool throws {@link
   *     java.util.concurrent.RejectedExecutionException}
   * @return the pool, which is closed with this scheduler
   */
  Executor pool(String name, int threads, int queue);

  /** Ends all threads. Tasks that have not begun are not run; threads that wait are interrupted. */
  @Override
  void close();

  /** A task that can be cancelled. */
  interface Cancellable {
    /** Cancels the task if it has not begun; without effect otherwise. */
    void cancel();
  }
}
