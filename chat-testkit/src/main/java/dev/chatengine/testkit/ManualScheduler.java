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
 * Runs one or more engines on the thread of the test, with a clock that the test moves.
 *
 * <p>Nothing runs until the test calls {@link #step()}, {@link #runUntilIdle()} or {@link
 * #advance}. A scheduler from {@link #create} runs tasks in the order of their submission. A
 * scheduler from {@link #seeded} picks the next ready task at random, and decides at random whether
 * a task may run in place: each seed is another interleaving, and equal seeds give equal runs.
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
   * Creates a scheduler that runs tasks in the order of their submission.
   *
   * @return a new scheduler
   */
  public static ManualScheduler create() {
    return new ManualScheduler(false, 0);
  }

  /**
   * Creates a scheduler that runs tasks in a random order.
   *
   * @param seed determines the order
   * @return a new scheduler
   */
  public static ManualScheduler seeded(long seed) {
    return new ManualScheduler(true, seed);
  }

  // ---- the test's side

  /**
   * Runs one task that is ready.
   *
   * @return false if no task is ready
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

  /** Runs all ready tasks, and the tasks that these submit, without moving the clock. */
  public void runUntilIdle() {
    while (step()) {
      // Each step may bring new tasks.
    }
  }

  /**
   * Moves the clock forward. Runs all ready tasks first, then each due timer and the tasks that it
   * submits.
   *
   * @param time by how much; zero or more
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
   * The number of tasks that have run.
   *
   * @return 0 or more
   */
  public long steps() {
    return steps;
  }

  /**
   * The number of tasks that are ready.
   *
   * @return 0 or more
   */
  public int readyTasks() {
    return ready.size();
  }

  /**
   * The number of timers that are not due yet.
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
