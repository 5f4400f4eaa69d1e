package dev.chatengine.engine.task;

import dev.chatengine.spi.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in the order in which they were given. It has no thread: if no task is
 * running, the caller may run its task in place, without a queue and without a change of threads;
 * otherwise the task waits, and the thread that runs tasks now runs it later.
 *
 * <p>The effects of a task are visible to the next one, so state that only these tasks use needs no
 * lock. The queue has no bound of its own; the sources of tasks are bounded (clients by their
 * inboxes and drafts under way, the host by the limit on its calls).
 */
public class SerialExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  /** After so many tasks, a thread passes the rest to another one, so that other work can run. */
  private static final int MAX_RUN = 256;

  private static final AtomicIntegerFieldUpdater<SerialExecutor> PENDING =
      AtomicIntegerFieldUpdater.newUpdater(SerialExecutor.class, "pending");

  public final Scheduler scheduler;

  /** How many tasks have not ended; the thread that changes it from 0 to 1 runs them. */
  private volatile int pending;

  private volatile @Nullable Queue<Runnable> queue;

  public SerialExecutor(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Runs a task after those given before it. It may have run when this returns. */
  @Override
  public final void execute(Runnable task) {
    if (PENDING.compareAndSet(this, 0, 1)) {
      Queue<Runnable> waiting = queue;
      if (!mayRunInPlace()) {
        queue().add(task);
        runElsewhere(() -> runQueued(0));
      } else if (waiting == null || waiting.isEmpty()) {
        run(task);
        runQueued(1);
      } else {
        // Another thread has queued a task and not counted it yet: that one goes first.
        waiting.add(task);
        runQueued(0);
      }
      return;
    }
    // Queued before it is counted, so that a counted task can be polled.
    queue().add(task);
    if (PENDING.getAndIncrement(this) == 0) {
      runElsewhere(() -> runQueued(0));
    }
  }

  /** Whether the caller may run its task in place. */
  protected boolean mayRunInPlace() {
    return scheduler.mayRunInPlace();
  }

  /** Lets another thread continue with the queue; called once at a time. */
  protected void runElsewhere(Runnable work) {
    scheduler.execute(work);
  }

  /** Called after some tasks, before another thread may run tasks. */
  protected void afterTasks() {}

  /** Runs the queued tasks; {@code ended} of the pending tasks have ended already. */
  private void runQueued(int ended) {
    int run = ended;
    while (true) {
      int waiting = pending - run;
      while (waiting > 0 && run < MAX_RUN) {
        Queue<Runnable> tasks = queue();
        Runnable task = tasks.poll();
        if (task == null) {
          break;
        }
        run(task);
        run++;
        waiting--;
      }
      runAfterTasks();
      int left = PENDING.addAndGet(this, -run);
      if (left == 0) {
        return;
      }
      if (run >= MAX_RUN) {
        runElsewhere(() -> runQueued(0));
        return;
      }
      run = 0;
    }
  }

  /** A task threw, which none should; called right after it, on the same thread. */
  protected void failed(Throwable cause) {
    LOG.error("A task of the engine failed", cause);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** Calls {@link #afterTasks}, safely. */
  final void runAfterTasks() {
    try {
      afterTasks();
    } catch (Throwable e) {
      failed(e);
    }
  }

  private Queue<Runnable> queue() {
    Queue<Runnable> tasks = queue;
    if (tasks == null) {
      synchronized (this) {
        tasks = queue;
        if (tasks == null) {
          tasks = new ConcurrentLinkedQueue<>();
          queue = tasks;
        }
      }
    }
    return tasks;
  }
}
