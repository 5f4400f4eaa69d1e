package dev.chatengine.testkit.engine;

import dev.chatengine.spi.Scheduler;
import dev.chatengine.testkit.support.ForwardingScheduler;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A scheduler that can hold the tasks of some pools, as if a plug-in did not answer. */
final class HoldingScheduler extends ForwardingScheduler {
  private final Set<String> heldPools = new HashSet<>();
  private final Queue<Runnable> held = new ArrayDeque<>();

  HoldingScheduler(Scheduler scheduler) {
    super(scheduler);
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
}
