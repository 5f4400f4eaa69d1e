package dev.chatengine.transport.ws.mailbox;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A batch of items, each for one target, in order. One thread fills it and puts it into a {@link
 * Mailbox}, then the event loop reads it; never used by two threads at once.
 *
 * @param <T> the targets, such as the connections of an event loop
 */
public final class Mail<T> {
  private static final int INITIAL = 16;

  /** Larger arrays are dropped after reading. */
  private static final int KEPT = 1 << 16;

  /** Receives each item. */
  @FunctionalInterface
  public interface Receiver<T> {
    void receive(T target, Object item);
  }

  private @Nullable Object[] targets = new Object[INITIAL];
  private @Nullable Object[] items = new Object[INITIAL];
  private int size;

  /** The mail that was put in before this mail, while this is in the mailbox. */
  @Nullable Mail<T> next;

  private volatile boolean read;

  boolean isEmpty() {
    return size == 0;
  }

  void add(T target, Object item) {
    if (size == items.length) {
      targets = Arrays.copyOf(targets, size * 2);
      items = Arrays.copyOf(items, size * 2);
    }
    targets[size] = target;
    items[size] = item;
    size++;
  }

  /** Passes all items to a receiver and empties the batch. */
  public void readBy(Receiver<T> receiver) {
    try {
      for (int i = 0; i < size; i++) {
        @SuppressWarnings("unchecked") // only add() fills the array
        T target = (T) targets[i];
        Object item = items[i];
        targets[i] = null;
        items[i] = null;
        if (target != null && item != null) {
          receiver.receive(target, item);
        }
      }
    } finally {
      if (items.length > KEPT) {
        targets = new Object[INITIAL];
        items = new Object[INITIAL];
      }
      size = 0;
      read = true;
    }
  }

  /** Whether the loop has read all of it. */
  boolean isRead() {
    return read;
  }

  /** Lets its thread fill the batch again. */
  Mail<T> reopen() {
    read = false;
    return this;
  }
}
