package dev.chatengine.transport.ws.loop;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Decides in which round of an event loop each connection is flushed. If one cause (a frame or a
 * mail) schedules many connections, their turns spread over several rounds; all others come in the
 * next round. So a large room does not delay small ones, and sockets are read in between. Used on
 * the event loop only.
 *
 * @param <C> the connections; each knows whether it is scheduled already
 */
public final class FlushTurns<C> {
  /** More connections than this are many. */
  static final int FEW = 128;

  /** How many of the many have their turn in one round: half a millisecond of writes. */
  static final int MANY_IN_ONE_ROUND = 64;

  private final ArrayDeque<C> few = new ArrayDeque<>();
  private final ArrayDeque<C> many = new ArrayDeque<>();

  /** Scheduled since {@link #endCause}. */
  private final ArrayDeque<C> fresh = new ArrayDeque<>();

  private int scheduled;

  /**
   * Schedules a connection.
   *
   * @param first whether it is not scheduled already
   */
  void schedule(C one, boolean first) {
    scheduled++;
    if (first) {
      fresh.add(one);
    }
  }

  /** Ends a cause: later calls of {@link #schedule} belong to another one. */
  void endCause() {
    ArrayDeque<C> waiting = scheduled > FEW ? many : few;
    scheduled = 0;
    for (C one = fresh.poll(); one != null; one = fresh.poll()) {
      waiting.add(one);
    }
  }

  boolean isEmpty() {
    return few.isEmpty() && many.isEmpty() && fresh.isEmpty();
  }

  /**
   * Flushes the connections whose turn it is. Connections that are scheduled meanwhile come in a
   * later round.
   */
  void round(Consumer<C> flush) {
    endCause();
    flush(few, few.size(), flush);
    flush(many, Math.min(many.size(), MANY_IN_ONE_ROUND), flush);
    endCause();
  }

  private void flush(ArrayDeque<C> waiting, int count, Consumer<C> flush) {
    for (int i = 0; i < count; i++) {
      flush.accept(waiting.remove());
    }
  }
}
