package dev.chatengine.memory;

import org.jspecify.annotations.Nullable;

/**
 * A queue whose entries can be reached by their place: entries are added at its end and taken from
 * its beginning, each in constant time.
 */
final class EntryRing {
  private static final int FIRST_CAPACITY = 8;

  // A power of two long, so that a place is found by masking.
  private @Nullable LogEntry[] slots = new LogEntry[FIRST_CAPACITY];
  private int first;
  private int size;

  int size() {
    return size;
  }

  void add(LogEntry entry) {
    if (size == slots.length) {
      grow();
    }
    slots[(first + size) & (slots.length - 1)] = entry;
    size++;
  }

  /** The entry that has {@code index} entries before it. */
  LogEntry get(int index) {
    LogEntry entry = index < size ? slots[(first + index) & (slots.length - 1)] : null;
    if (entry == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return entry;
  }

  LogEntry removeFirst() {
    LogEntry entry = get(0);
    slots[first] = null;
    first = (first + 1) & (slots.length - 1);
    size--;
    return entry;
  }

  private void grow() {
    @Nullable LogEntry[] larger = new LogEntry[slots.length * 2];
    int untilEnd = slots.length - first;
    System.arraycopy(slots, first, larger, 0, untilEnd);
    System.arraycopy(slots, 0, larger, untilEnd, first);
    slots = larger;
    first = 0;
  }
}
