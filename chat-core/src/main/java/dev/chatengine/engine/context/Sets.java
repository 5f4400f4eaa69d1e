package dev.chatengine.engine.context;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Copies of sets. */
public final class Sets {
  private Sets() {}

  /**
   * An unmodifiable copy that keeps the order. {@link Set#copyOf} has another order in each
   * process, so that a test could not be repeated.
   */
  public static <T> Set<T> copyInOrder(Collection<? extends T> elements) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(elements));
  }
}
