package dev.chatengine.engine.context;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Copies of sets. */
public final class Sets {
  private Sets() {}

  /**
   * A copy that nobody changes and that keeps the order. That of {@link Set#copyOf} is another one
   * in each process, and what is done in it could not be done again in a test.
   */
  public static <T> Set<T> copyInOrder(Collection<? extends T> elements) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(elements));
  }
}
