package dev.chatengine.examples.jwt;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Threads for an engine, and a clock that only the test moves. */
final class MovableTime implements Scheduler {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Instant start = Instant.parse("2026-01-01T00:00:00Z");

  /** What waits for its time; guarded by itself, as is the time. */
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::due));

  private long now;

  private record Timer(long due, Runnable task) {}

  /** The same time, for others. */
  InstantSource clock() {
    return () -> Instant.ofEpochMilli(currentTimeMillis());
  }

  /** Lets time pass, and runs in their turn the timers whose time has come. */
  void pass(Duration time) {
    long target = nanoTime() + time.toNanos();
    for (Timer next = due(target); next != null; next = due(target)) {
      next.task().run();
    }
  }

  private @Nullable Timer due(long target) {
    synchronized (timers) {
      Timer next = timers.peek();
      if (next == null || next.due() > target) {
        now = target;
        return null;
      }
      now = Math.max(now, next.due());
      return timers.remove();
    }
  }

  @Override
  public long currentTimeMillis() {
    return start.plusNanos(nanoTime()).toEpochMilli();
  }

  @Override
  public long nanoTime() {
    synchronized (timers) {
      return now;
    }
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    synchronized (timers) {
      Timer timer = new Timer(now + Math.max(0, delay.toNanos()), task);
      timers.add(timer);
      return () -> {
        synchronized (timers) {
          timers.remove(timer);
        }
      };
    }
  }

  @Override
  public Executor pool(String name, int count, int queue) {
    return threads;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
