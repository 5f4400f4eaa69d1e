package dev.chatengine.engine.task;

import java.util.LinkedHashSet;

/** The last few ids that came by, so that what comes a second time is noticed. */
public final class RecentIds {
  private final int bound;
  private final LinkedHashSet<String> ids = new LinkedHashSet<>();

  /**
   * @param bound how many ids are kept; beyond that the oldest are forgotten
   */
  public RecentIds(int bound) {
    this.bound = bound;
  }

  /** Adds an id; true if it is a new one, as far as is known. */
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
