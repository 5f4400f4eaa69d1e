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
 * Runs tasks one at a time, in the order in which they were given. It is a sequence, not a thread:
 * the caller may run a task in place while nothing else runs, without a queue and without a change
 * of threads; otherwise the task waits and whoever is at work runs it next.
 *
 * <p>What a task does is visible to the next one, so state that only its tasks touch needs no lock.
 * The queue has no bound of its own: everybody who brings tasks is bounded (a client by its inbox
 * and its drafts under way, a host by the limit on its calls).
 */
public class SerialExecutor implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  /** After so many tasks, whoever is at work hands the rest on, so that others have their turn. */
  private static final int MAX_RUN = 256;

  private static final AtomicIntegerFieldUpdater<SerialExecutor> PENDING =
      AtomicIntegerFieldUpdater.newUpdater(SerialExecutor.class, "pending");

  public final Scheduler scheduler;

  /** How many tasks were given and have not ended; who takes it from 0 to 1 is at work. */
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
        // Somebody has put a task in and not counted it yet: it goes first.
        waiting.add(task);
        runQueued(0);
      }
      return;
    }
    // The task goes in before it is counted, so that what is counted can be polled.
    queue().add(task);
    if (PENDING.getAndIncrement(this) == 0) {
      runElsewhere(() -> runQueued(0));
    }
  }

  /** Whether who brings a task may run it. */
  protected boolean mayRunInPlace() {
    return scheduler.mayRunInPlace();
  }

  /** Lets another thread go on with what waits; called for one task at a time. */
  protected void runElsewhere(Runnable work) {
    scheduler.execute(work);
  }

  /** Called after some tasks, before others may be at work. */
  protected void afterTasks() {}

  /** Runs what is queued; {@code ended} tasks of those pending have ended already. */
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

  /** A task threw, which none should; called in its place in the executor. */
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

  /** Does what is to be done after tasks, also in between. */
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
