package dev.chatengine.testkit.simulation;

import dev.chatengine.spi.Scheduler;
import dev.chatengine.testkit.support.ForwardingScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The threads of one node among several on one scheduler. A dead node runs no task. A paused node
 * keeps its tasks until it goes on.
 */
final class MortalScheduler extends ForwardingScheduler {
  private final Set<Cancellable> timers = new HashSet<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean dead;
  private boolean paused;

  MortalScheduler(Scheduler scheduler) {
    super(scheduler);
  }

  /** Ends the node where it stands, as a power failure does. */
  void die() {
    dead = true;
    timers.forEach(Cancellable::cancel);
    timers.clear();
    waiting.clear();
  }

  /** Stops the node where it stands while time goes on, or lets it go on. */
  void pause(boolean stop) {
    paused = stop;
    if (!stop) {
      waiting.forEach(scheduler::execute);
      waiting.clear();
    }
  }

  private Runnable whileAlive(Runnable task) {
    return () -> {
      if (paused && !dead) {
        waiting.add(whileAlive(task));
      } else if (!dead) {
        task.run();
      }
    };
  }

  @Override
  public void execute(Runnable task) {
    scheduler.execute(whileAlive(task));
  }

  @Override
  public boolean mayRunInPlace() {
    return !paused && scheduler.mayRunInPlace();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Cancellable[] timer = new Cancellable[1];
    timer[0] =
        scheduler.schedule(
            delay,
            () -> {
              timers.remove(timer[0]);
              whileAlive(task).run();
            });
    timers.add(timer[0]);
    return () -> {
      timers.remove(timer[0]);
      timer[0].cancel();
    };
  }

  @Override
  public Executor pool(String name, int threads, int queue) {
    Executor pool = scheduler.pool(name, threads, queue);
    return task -> pool.execute(whileAlive(task));
  }

  @Override
  public void close() {
    // The scheduler is everybody's.
  }
}
