package dev.chatengine.testkit;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Runs an engine, or several, on the test's own thread and on a clock that moves only when told to.
 *
 * <p>Nothing happens until the test asks for it by {@link #step()}, {@link #runUntilIdle()} or
 * {@link #advance}. Made by {@link #seeded}, it chooses at random which of the tasks that could run
 * runs next, and whether a task may run in place: each seed is another interleaving, and the same
 * seed is the same one again. Made by {@link #create}, it runs tasks in the order in which they
 * came.
 *
 * <p>For use by one thread.
 */
public final class ManualScheduler implements Scheduler {
  private static final long START_MILLIS = 1_700_000_000_000L;
  private static final int IN_PLACE_ODDS = 4;

  private final boolean shuffled;
  private final SplittableRandom choices;
  private final SplittableRandom values;
  private final List<Runnable> ready = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong((Timer timer) -> timer.nanos)
              .thenComparingLong(timer -> timer.order));
  private long nanos;
  private long timerCount;
  private long steps;
  private boolean closed;

  private ManualScheduler(boolean shuffled, long seed) {
    this.shuffled = shuffled;
    SplittableRandom random = new SplittableRandom(seed);
    choices = random.split();
    values = random.split();
  }

  /**
   * A scheduler that runs tasks in the order in which they came.
   *
   * @return a new scheduler
   */
  public static ManualScheduler create() {
    return new ManualScheduler(false, 0);
  }

  /**
   * A scheduler that runs tasks in an order of its own.
   *
   * @param seed which order
   * @return a new scheduler
   */
  public static ManualScheduler seeded(long seed) {
    return new ManualScheduler(true, seed);
  }

  // ---- the test's side

  /**
   * Runs one task that is ready.
   *
   * @return false if none is
   */
  public boolean step() {
    if (ready.isEmpty()) {
      return false;
    }
    int last = ready.size() - 1;
    Runnable task;
    if (shuffled) {
      int chosen = choices.nextInt(ready.size());
      task = ready.set(chosen, ready.get(last));
      ready.remove(last);
    } else {
      task = ready.remove(0);
    }
    steps++;
    task.run();
    return true;
  }

  /** Runs all tasks that are ready, and those that they bring, without moving the clock. */
  public void runUntilIdle() {
    while (step()) {
      // Each step may bring new tasks.
    }
  }

  /**
   * Lets time pass: runs what is ready, then each timer in its turn with all that it brings.
   *
   * @param time how much; zero or more
   */
  public void advance(Duration time) {
    long target = in(time);
    runUntilIdle();
    while (true) {
      Timer next = timers.peek();
      if (next == null || next.nanos > target) {
        break;
      }
      timers.remove();
      nanos = Math.max(nanos, next.nanos);
      ready.add(next.task);
      runUntilIdle();
    }
    nanos = target;
  }

  /** The clock after some time; it ends 292 years after its beginning. */
  private long in(Duration time) {
    long wait = Math.max(0, TimeUnit.NANOSECONDS.convert(time));
    return nanos > Long.MAX_VALUE - wait ? Long.MAX_VALUE : nanos + wait;
  }

  /**
   * How many tasks have been run since the beginning.
   *
   * @return 0 or more
   */
  public long steps() {
    return steps;
  }

  /**
   * How many tasks could run now.
   *
   * @return 0 or more
   */
  public int readyTasks() {
    return ready.size();
  }

  /**
   * How many tasks wait for their time.
   *
   * @return 0 or more
   */
  public int waitingTimers() {
    return timers.size();
  }

  // ---- the engine's side

  @Override
  public long currentTimeMillis() {
    return START_MILLIS + nanos / 1_000_000;
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public void execute(Runnable task) {
    if (!closed) {
      ready.add(task);
    }
  }

  @Override
  public boolean mayRunInPlace() {
    return !shuffled || choices.nextInt(IN_PLACE_ODDS) != 0;
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Timer timer = new Timer(in(delay), timerCount++, task);
    if (!closed) {
      timers.add(timer);
    }
    return () -> timers.remove(timer);
  }

  @Override
  public RandomGenerator random() {
    return values;
  }

  @Override
  public String newId() {
    return new UUID(values.nextLong(), values.nextLong()).toString();
  }

  @Override
  public Executor pool(String name, int threads, int queue) {
    return new Pool(name, threads + queue);
  }

  @Override
  public void close() {
    closed = true;
    ready.clear();
    timers.clear();
  }

  /** A pool's tasks are ready at once and in any order, as if each had a thread. */
  private final class Pool implements Executor {
    private final String name;
    private final int limit;
    private int tasks;

    Pool(String name, int limit) {
      this.name = name;
      this.limit = limit;
    }

    @Override
    public void execute(Runnable task) {
      if (closed || tasks >= limit) {
        throw new RejectedExecutionException("pool " + name + " takes no more than " + limit);
      }
      tasks++;
      ready.add(
          () -> {
            tasks--;
            task.run();
          });
    }
  }

  private static final class Timer {
    final long nanos;
    final long order;
    final Runnable task;

    Timer(long nanos, long order, Runnable task) {
      this.nanos = nanos;
      this.order = order;
      this.task = task;
    }
  }
}
