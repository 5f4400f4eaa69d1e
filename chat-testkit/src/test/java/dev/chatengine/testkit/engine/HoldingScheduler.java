package dev.chatengine.testkit.engine;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/** A scheduler of which some pools can be held, as if what they call did not answer. */
final class HoldingScheduler implements Scheduler {
  private final Scheduler scheduler;
  private final Set<String> heldPools = new HashSet<>();
  private final Queue<Runnable> held = new ArrayDeque<>();

  HoldingScheduler(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void hold(String pool) {
    heldPools.add(pool);
  }

  /** How many calls wait. */
  int held() {
    return held.size();
  }

  /** Lets the calls go that wait at the moment; those after them wait. */
  void letThoseGo() {
    for (int left = held.size(); left > 0; left--) {
      held.remove().run();
    }
  }

  void release() {
    heldPools.clear();
    letThoseGo();
  }

  @Override
  public Executor pool(String name, int threads, int queue) {
    Executor pool = scheduler.pool(name, threads, queue);
    return task -> {
      if (!heldPools.contains(name)) {
        pool.execute(task);
      } else if (held.size() < threads + queue) {
        held.add(() -> pool.execute(task));
      } else {
        throw new RejectedExecutionException("too much is held");
      }
    };
  }

  @Override
  public String newId() {
    return scheduler.newId();
  }

  @Override
  public long currentTimeMillis() {
    return scheduler.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return scheduler.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    scheduler.execute(task);
  }

  @Override
  public boolean mayRunInPlace() {
    return scheduler.mayRunInPlace();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    return scheduler.schedule(delay, task);
  }

  @Override
  public RandomGenerator random() {
    return scheduler.random();
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
