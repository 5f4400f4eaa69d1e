package dev.chatengine.transport.ws.loop;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Decides in which round of an event loop each connection is flushed. Connections that one cause (a
 * frame that was read, or a mail) schedules together with many others have their turns over several
 * rounds; all others have theirs in the next round. So a large room does not hold up small ones,
 * and sockets are read in between. Used on the event loop only.
 *
 * @param <C> the connections; each knows whether it is scheduled already
 */
public final class FlushTurns<C> {
  /** More connections than this, scheduled by one cause, are many. */
  static final int FEW = 128;

  /** How many of the many have their turn in one round: half a millisecond of writing. */
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

  /** Ends a cause: what is scheduled from now on has another one. */
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
   * Flushes the connections whose turn it is. Those that are scheduled meanwhile have theirs in a
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
