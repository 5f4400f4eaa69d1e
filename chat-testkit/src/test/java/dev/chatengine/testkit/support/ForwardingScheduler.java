package dev.chatengine.testkit.support;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Passes every call to another scheduler; subclasses change some. */
public abstract class ForwardingScheduler implements Scheduler {
  protected final Scheduler scheduler;

  protected ForwardingScheduler(Scheduler scheduler) {
    this.scheduler = scheduler;
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
  public Executor pool(String name, int threads, int queue) {
    return scheduler.pool(name, threads, queue);
  }

  @Override
  public RandomGenerator random() {
    return scheduler.random();
  }

  @Override
  public String newId() {
    return scheduler.newId();
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
