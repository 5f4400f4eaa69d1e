package dev.chatengine.engine.task;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads and the machine's clock. All threads are daemons, so that a host that does not close the
 * engine can end.
 */
public final class ThreadScheduler implements Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadScheduler.class);
  private static final long IDLE_SECONDS = 30;

  private final List<ExecutorService> executors = new CopyOnWriteArrayList<>();
  private final ExecutorService workers;
  private final ScheduledThreadPoolExecutor timers;
  private volatile boolean closed;

  /** Makes a scheduler with so many threads for tasks that do not wait. */
  public ThreadScheduler(int workerCount) {
    // Only executors that have work are queued here, each once, so the queue is bounded by them.
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            workerCount,
            workerCount,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new NamedThreads("chat-worker"));
    pool.allowCoreThreadTimeOut(true);
    workers = pool;
    executors.add(pool);
    timers = new ScheduledThreadPoolExecutor(1, new NamedThreads("chat-timer"));
    timers.setRemoveOnCancelPolicy(true);
    executors.add(timers);
  }

  @Override
  public long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    try {
      workers.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
      LOG.debug("A task was left out, the engine is closed");
    }
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    try {
      // A delay of more than about 292 years becomes the longest that nanoseconds can express.
      long nanos = TimeUnit.NANOSECONDS.convert(delay);
      var future = timers.schedule(() -> execute(task), nanos, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
      LOG.debug("A timer was left out, the engine is closed");
      return () -> {};
    }
  }

  @Override
  public Executor pool(String name, int threads, int queue) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            new NamedThreads(name));
    pool.allowCoreThreadTimeOut(true);
    executors.add(pool);
    return task -> pool.execute(() -> run(task));
  }

  @Override
  public void close() {
    closed = true;
    for (ExecutorService executor : executors) {
      executor.shutdownNow();
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      LOG.error("A task of the engine failed", e);
    }
  }

  private static final class NamedThreads implements ThreadFactory {
    private final String name;
    private final AtomicInteger count = new AtomicInteger();

    NamedThreads(String name) {
      this.name = name;
    }

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
