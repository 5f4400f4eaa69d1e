package dev.chatengine.memory.log;

import java.util.function.LongPredicate;

/**
 * Finds the numbers of messages by a hash: a hash table with linear probing, without an object for
 * each entry.
 *
 * <p>Only the lower half of a number is kept: the messages of a log at any time differ in it.
 */
final class SeqIndex {
  private static final int FIRST_CAPACITY = 8;
  private static final long FREE = 0;

  // The length is a power of two. The hash is in the upper half and never 0, so no entry is FREE.
  private long[] slots = {};
  private int size;

  /** Adds a number that is not there yet. */
  void add(int hash, long seq) {
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    insert(slot(hash, seq));
    size++;
  }

  private void insert(long slot) {
    int i = home(slot);
    while (slots[i] != FREE) {
      i = next(i);
    }
    slots[i] = slot;
  }

  /**
   * Finds a number.
   *
   * @param lowest the lowest of all numbers in the index
   * @param matches looks at the message itself, since others may have the same hash
   * @return 0 if there is none
   */
  long find(int hash, long lowest, LongPredicate matches) {
    if (size == 0) {
      return 0;
    }
    long wanted = slot(hash, 0);
    for (int i = home(wanted); slots[i] != FREE; i = next(i)) {
      if (slots[i] >>> 32 == wanted >>> 32) {
        long seq = lowest + ((int) slots[i] - (int) lowest & 0xFFFF_FFFFL);
        if (matches.test(seq)) {
          return seq;
        }
      }
    }
    return 0;
  }

  /** Removes a number that is there. */
  void remove(int hash, long seq) {
    long wanted = slot(hash, seq);
    int hole = home(wanted);
    while (slots[hole] != wanted) {
      if (slots[hole] == FREE) {
        throw new IllegalStateException("there is no number " + seq);
      }
      hole = next(hole);
    }
    // Later entries that belong at or before the hole move into it, so that no search ends there.
    for (int i = next(hole); slots[i] != FREE; i = next(i)) {
      int mask = slots.length - 1;
      if ((i - home(slots[i]) & mask) >= (i - hole & mask)) {
        slots[hole] = slots[i];
        hole = i;
      }
    }
    slots[hole] = FREE;
    size--;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[Math.max(FIRST_CAPACITY, 2 * before.length)];
    for (long slot : before) {
      if (slot != FREE) {
        insert(slot);
      }
    }
  }

  private static long slot(int hash, long seq) {
    return (long) (hash == 0 ? 1 : hash) << 32 | ((int) seq & 0xFFFF_FFFFL);
  }

  private int home(long slot) {
    return (int) (slot >>> 32) & slots.length - 1;
  }

  private int next(int i) {
    return i + 1 & slots.length - 1;
  }
}
