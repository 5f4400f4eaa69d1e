package dev.chatengine.memory;

import org.jspecify.annotations.Nullable;

/**
 * A queue whose entries can be reached by their place: entries are added at its end and taken from
 * its beginning, each in constant time.
 */
final class PackedRing {
  private static final int FIRST_CAPACITY = 8;

  // A power of two long, so that a place is found by masking.
  private byte[] @Nullable [] slots = new byte[FIRST_CAPACITY] @Nullable [];
  private int first;
  private int size;

  int size() {
    return size;
  }

  void add(byte[] entry) {
    if (size == slots.length) {
      grow();
    }
    slots[slot(size)] = entry;
    size++;
  }

  /** The entry that has {@code index} entries before it. */
  byte[] get(int index) {
    byte[] entry = index < size ? slots[slot(index)] : null;
    if (entry == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return entry;
  }

  /** Puts another entry in the place of one. */
  void set(int index, byte[] entry) {
    slots[slot(index)] = entry;
  }

  byte[] removeFirst() {
    byte[] entry = get(0);
    slots[first] = null;
    first = slot(1);
    size--;
    return entry;
  }

  private int slot(int index) {
    return first + index & slots.length - 1;
  }

  private void grow() {
    byte[] @Nullable [] larger = new byte[slots.length * 2] @Nullable [];
    int untilEnd = slots.length - first;
    System.arraycopy(slots, first, larger, 0, untilEnd);
    System.arraycopy(slots, 0, larger, untilEnd, first);
    slots = larger;
    first = 0;
  }
}
