package dev.chatengine.spi;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The threads and the time of an engine. In production they are threads and the machine's clock; a
 * test can run a whole engine, or several, on one thread and a clock of its own.
 *
 * <p>Safe for all threads. No task may throw; what one throws all the same is logged.
 */
public interface Scheduler extends AutoCloseable {

  /**
   * The time of day, for timestamps.
   *
   * @return milliseconds since 1970-01-01T00:00:00Z
   */
  long currentTimeMillis();

  /**
   * A clock for durations, which never goes back.
   *
   * @return nanoseconds since some moment
   */
  long nanoTime();

  /**
   * Runs a task that does not wait, soon, on some thread.
   *
   * @param task a task
   */
  void execute(Runnable task);

  /**
   * Whether a task that does not wait may be run in place by whoever has it, as long as its order
   * is kept, or is to be given to {@link #execute}.
   *
   * @return true by default; a test may answer at random to try other interleavings
   */
  default boolean mayRunInPlace() {
    return true;
  }

  /**
   * Runs a task that does not wait, after a delay, on some thread.
   *
   * @param delay how long to wait, of any length: at once if it is zero or negative, and as long as
   *     the scheduler can if it is longer than that. The engine asks for a day at most
   * @param task a task
   * @return a means to take it back
   */
  Cancellable schedule(Duration delay, Runnable task);

  /**
   * Where random numbers come from, as those of the waits before another try. Nothing secret is
   * made of them.
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
   * An identifier for a session, which no node gives out again. Clients see it: it is no secret,
   * but cannot be guessed from another one either.
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
   * @param queue how many more may wait for their turn; beyond, it throws {@link
   *     java.util.concurrent.RejectedExecutionException}
   * @return the pool, which ends with this scheduler
   */
  Executor pool(String name, int threads, int queue);

  /** Ends all threads. What has not begun is not run; what waits is interrupted. */
  @Override
  void close();

  /** A task that can be taken back. */
  interface Cancellable {
    /** Takes the task back if it has not begun; without effect otherwise. */
    void cancel();
  }
}
