package dev.chatengine.transport.ws;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of a connection and what it is to do, in their order. Filled by one thread, then put into a
 * {@link Mailbox}, and read by the event loop; never used by two threads at once.
 */
final class Mail {
  private static final int INITIAL = 16;

  /** Arrays above this are given up once they have been read. */
  private static final int KEPT = 1 << 16;

  /** Hears of each pair. */
  @FunctionalInterface
  interface Receiver {
    void receive(Connection connection, Object item);
  }

  private @Nullable Connection[] connections = new Connection[INITIAL];
  private @Nullable Object[] items = new Object[INITIAL];
  private int size;

  /** The mail that came before this, while it is in the mailbox. */
  @Nullable Mail next;

  private volatile boolean read;

  boolean isEmpty() {
    return size == 0;
  }

  void add(Connection connection, Object item) {
    if (size == items.length) {
      connections = Arrays.copyOf(connections, size * 2);
      items = Arrays.copyOf(items, size * 2);
    }
    connections[size] = connection;
    items[size] = item;
    size++;
  }

  /** Takes everything out. */
  void readBy(Receiver receiver) {
    try {
      for (int i = 0; i < size; i++) {
        Connection connection = connections[i];
        Object item = items[i];
        connections[i] = null;
        items[i] = null;
        if (connection != null && item != null) {
          receiver.receive(connection, item);
        }
      }
    } finally {
      if (items.length > KEPT) {
        connections = new Connection[INITIAL];
        items = new Object[INITIAL];
      }
      size = 0;
      read = true;
    }
  }

  /** Whether the loop is done with it. */
  boolean isRead() {
    return read;
  }

  /** To be filled again. */
  Mail reopen() {
    read = false;
    return this;
  }
}
