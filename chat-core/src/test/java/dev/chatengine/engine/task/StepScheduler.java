package dev.chatengine.engine.task;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A scheduler whose tasks the test runs, one after the other. */
public final class StepScheduler implements Scheduler {
  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final boolean inPlace;

  public StepScheduler(boolean inPlace) {
    this.inPlace = inPlace;
  }

  public int readyTasks() {
    return ready.size();
  }

  public void step() {
    ready.remove().run();
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public boolean mayRunInPlace() {
    return inPlace;
  }

  @Override
  public long currentTimeMillis() {
    return 0;
  }

  @Override
  public long nanoTime() {
    return 0;
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    throw new UnsupportedOperationException("no timers here");
  }

  @Override
  public Executor pool(String name, int threads, int queue) {
    return ready::add;
  }

  @Override
  public void close() {}
}
