package dev.chatengine.transport.ws.loop;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * Who is flushed when. Those whom one frame, or one piece of mail, touches together with many
 * others have their turns over several rounds; everybody else has it in the next round. So a large
 * room does not hold up small ones, and whoever speaks is read in between. Used on the event loop
 * only.
 *
 * @param <C> what is flushed, each of which tells by itself whether it waits already
 */
public final class FlushTurns<C> {
  /** More than that, touched together, are many. */
  static final int FEW = 128;

  /** So many of those have their turn in one round: half a millisecond of writing. */
  static final int MANY_IN_ONE_ROUND = 64;

  private final ArrayDeque<C> few = new ArrayDeque<>();
  private final ArrayDeque<C> many = new ArrayDeque<>();

  /** Those that have come since {@link #endCause}. */
  private final ArrayDeque<C> fresh = new ArrayDeque<>();

  private int scheduled;

  /**
   * Something was enqueued for somebody.
   *
   * @param first whether it did not wait for its turn already
   */
  void schedule(C one, boolean first) {
    scheduled++;
    if (first) {
      fresh.add(one);
    }
  }

  /** What is touched from now on is so by something else. */
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

  /** Has those flushed whose turn it is. Whom that touches has its turn in a later round. */
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
