package dev.chatengine.engine.task;

import java.util.ArrayDeque;

/**
 * Lets a few asynchronous operations run at once; further ones wait in order. So work for very many
 * rooms or sessions, after an outage, leaves room for clients' requests. Belongs to an executor.
 */
public final class ConcurrencyLimit {
  private final int limit;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int underWay;
  private boolean beginning;

  public ConcurrencyLimit(int limit) {
    this.limit = limit;
  }

  /**
   * Begins an operation, at once or when others have ended.
   *
   * @param begin begins the operation; when it ends, {@link #end} has to be called once
   */
  public void take(Runnable begin) {
    waiting.add(begin);
    beginNext();
  }

  /** An operation has ended. */
  public void end() {
    underWay--;
    beginNext();
  }

  private void beginNext() {
    if (beginning) {
      return;
    }
    // Not by recursion: an operation may have ended when its begin returns.
    beginning = true;
    while (underWay < limit && !waiting.isEmpty()) {
      underWay++;
      waiting.remove().run();
    }
    beginning = false;
  }
}
