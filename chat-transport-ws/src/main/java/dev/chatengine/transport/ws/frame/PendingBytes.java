package dev.chatengine.transport.ws.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts the queued, unwritten bytes of one connection, and remembers whether the session waits for
 * a lower number.
 *
 * <p>The number is the sum of two counters: one for the event loop, whose additions need not be
 * atomic, and one for all other threads. The loop's counter goes below zero when the loop writes
 * bytes that other threads have enqueued.
 *
 * <p>A caller that reads more than the low-water mark is notified when the number falls below the
 * mark: {@link #pendingBytes} sets the flag before its second reading, and {@link #countWritten}
 * does a volatile write before {@link #takeDrained} reads the flag, so one of the two sees the
 * other.
 */
public class PendingBytes {
  private static final VarHandle LOOP;
  private static final VarHandle FOREIGN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LOOP = lookup.findVarHandle(PendingBytes.class, "loop", long.class);
      FOREIGN = lookup.findVarHandle(PendingBytes.class, "foreign", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // by its VarHandle
  private long loop;

  @SuppressWarnings("unused") // by its VarHandle
  private long foreign;

  private volatile long lowWaterMark = Long.MAX_VALUE;
  private volatile boolean aboveLow;

  private long sum() {
    return (long) LOOP.getOpaque(this) + (long) FOREIGN.getOpaque(this);
  }

  /** Any thread. */
  public final long pendingBytes() {
    long pending = sum();
    if (pending > lowWaterMark) {
      if (!aboveLow) {
        aboveLow = true;
      }
      pending = sum();
    }
    // The two counters are not read at once, so their sum may briefly be negative.
    return Math.max(0, pending);
  }

  /** Counts bytes that another thread enqueued. */
  public final void countForeign(int bytes) {
    FOREIGN.getAndAdd(this, (long) bytes);
    markIfAboveLow();
  }

  private void markIfAboveLow() {
    if (!aboveLow && sum() > lowWaterMark) {
      aboveLow = true;
    }
  }

  // The loop's thread only, from here on.

  /** Sets the mark. Bytes that are pending already count. */
  public final void setLowWaterMark(long bytes) {
    lowWaterMark = bytes;
    markIfAboveLow();
  }

  /** Counts bytes that the loop enqueued; negative for bytes that it dropped. */
  public final void count(long bytes) {
    LOOP.setOpaque(this, (long) LOOP.get(this) + bytes);
    markIfAboveLow();
  }

  public final void countWritten(long bytes) {
    LOOP.setVolatile(this, (long) LOOP.get(this) - bytes);
  }

  /** Whether the number has fallen below the mark; true once for each time. */
  public final boolean takeDrained() {
    if (aboveLow && sum() < lowWaterMark) {
      aboveLow = false;
      return true;
    }
    return false;
  }
}
