package dev.chatengine.engine.task;

import java.util.ArrayDeque;

/**
 * Lets a few things be under way at once; what comes beyond that waits for its turn. So what has to
 * be done for very many rooms or sessions, after an outage, leaves room for what clients do
 * meanwhile. Belongs to an executor.
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
   * Begins something in its turn, at once if it is there.
   *
   * @param begin begins it; the code that ends it calls {@link #end}, once
   */
  public void take(Runnable begin) {
    waiting.add(begin);
    beginNext();
  }

  /** Something has ended. */
  public void end() {
    underWay--;
    beginNext();
  }

  private void beginNext() {
    if (beginning) {
      return;
    }
    // Not by recursion: what begins may have ended when it returns.
    beginning = true;
    while (underWay < limit && !waiting.isEmpty()) {
      underWay++;
      waiting.remove().run();
    }
    beginning = false;
  }
}
