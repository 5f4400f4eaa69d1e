package dev.chatengine.engine.task;

import java.util.LinkedHashSet;

/** The last few ids, to recognize duplicates. */
public final class RecentIds {
  private final int bound;
  private final LinkedHashSet<String> ids = new LinkedHashSet<>();

  /**
   * @param bound how many ids are kept
   */
  public RecentIds(int bound) {
    this.bound = bound;
  }

  /** Adds an id; true if it is not among those kept. */
  public boolean add(String id) {
    if (!ids.add(id)) {
      return false;
    }
    if (ids.size() > bound) {
      var oldest = ids.iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }
}
