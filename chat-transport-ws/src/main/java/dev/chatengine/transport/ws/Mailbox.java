package dev.chatengine.transport.ws;

import org.jspecify.annotations.Nullable;

/**
 * What other threads give to an event loop: pairs of a connection and what it is to do, in the
 * order in which they came. Two pairs of arrays take turns, so that in the long run nothing is
 * allocated, and the lock is held for a few stores. What it holds is bounded by what the engine
 * lets a connection's queue hold.
 */
final class Mailbox {
  private static final int INITIAL = 64;

  /** Arrays above this are given up once they are empty. */
  private static final int KEPT = 1 << 16;

  /** Called for each item, on the event loop. */
  @FunctionalInterface
  interface Receiver {
    void receive(Connection connection, Object item);
  }

  private @Nullable Connection[] connections = new Connection[INITIAL];
  private @Nullable Object[] items = new Object[INITIAL];
  private @Nullable Connection[] spareConnections = new Connection[INITIAL];
  private @Nullable Object[] spareItems = new Object[INITIAL];

  /** Written under the lock; read without it, to see whether there is anything at all. */
  private volatile int size;

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * Adds an item.
   *
   * @param bytes how much it adds to the connection's pending bytes, counted under the lock, so
   *     that the count has one writer at a time
   */
  synchronized void put(Connection connection, Object item, int bytes) {
    int at = size;
    if (at == items.length) {
      @Nullable Connection[] moreConnections = new Connection[at * 2];
      @Nullable Object[] moreItems = new Object[at * 2];
      System.arraycopy(connections, 0, moreConnections, 0, at);
      System.arraycopy(items, 0, moreItems, 0, at);
      connections = moreConnections;
      items = moreItems;
    }
    connections[at] = connection;
    items[at] = item;
    if (bytes > 0) {
      connection.addForeignBytes(bytes);
    }
    size = at + 1;
  }

  /** Takes everything out. On the event loop only; the receiver must not come back here. */
  void drain(Receiver receiver) {
    @Nullable Connection[] fullConnections;
    @Nullable Object[] fullItems;
    int count;
    synchronized (this) {
      count = size;
      fullConnections = connections;
      fullItems = items;
      connections = spareConnections;
      items = spareItems;
      size = 0;
    }
    try {
      for (int i = 0; i < count; i++) {
        Connection connection = fullConnections[i];
        Object item = fullItems[i];
        fullConnections[i] = null;
        fullItems[i] = null;
        if (connection != null && item != null) {
          receiver.receive(connection, item);
        }
      }
    } finally {
      // Whatever happens, the arrays that are being filled are never the spare ones as well.
      boolean keep = fullItems.length <= KEPT;
      spareConnections = keep ? fullConnections : new Connection[INITIAL];
      spareItems = keep ? fullItems : new Object[INITIAL];
    }
  }
}
