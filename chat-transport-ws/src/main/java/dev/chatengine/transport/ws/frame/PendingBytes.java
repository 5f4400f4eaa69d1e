package dev.chatengine.transport.ws.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many bytes are queued for one connection and have not been written, and whether somebody has
 * to hear when they become few.
 *
 * <p>The number is the sum of two: the event loop's own part, whose additions need not be atomic,
 * and that of all other threads. The loop's part goes below zero where it writes what others have
 * enqueued.
 *
 * <p>Whoever gets to know of more than the low-water mark hears of its end: {@link #pendingBytes}
 * sets the flag before its second reading, and {@link #countWritten} counts with a volatile write
 * before {@link #takeDrained} reads the flag, so one of the two sees the other.
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
    // The two parts are not read at once, so for a moment they may not fit.
    return Math.max(0, pending);
  }

  /** What another thread enqueued. */
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

  /** What is pending already counts. */
  public final void setLowWaterMark(long bytes) {
    lowWaterMark = bytes;
    markIfAboveLow();
  }

  /** What the loop enqueued, or less than zero for what it dropped. */
  public final void count(long bytes) {
    LOOP.setOpaque(this, (long) LOOP.get(this) + bytes);
    markIfAboveLow();
  }

  public final void countWritten(long bytes) {
    LOOP.setVolatile(this, (long) LOOP.get(this) - bytes);
  }

  /** Whether the low-water mark has been passed downwards; true once for each time. */
  public final boolean takeDrained() {
    if (aboveLow && sum() < lowWaterMark) {
      aboveLow = false;
      return true;
    }
    return false;
  }
}
