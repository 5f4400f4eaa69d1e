package dev.chatengine.engine.session;

import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue to one client, over any transport. Above half of the bound, droppable frames
 * are dropped, but no others; a client above the bound is closed as a slow consumer. Safe for all
 * threads.
 */
public final class Outbound {
  /** The most bytes that a transport adds to a payload: a WebSocket header without a mask. */
  private static final int MAX_FRAMING = 10;

  private final ClientConnection connection;
  private final long limit;
  private final Counters counters;
  private final AtomicReference<@Nullable Runnable> drainWaiter = new AtomicReference<>();
  private volatile boolean closed;
  private volatile @Nullable CloseCode ownCode;

  /** How many bytes above the limit may be queued until the queue has been less than half full. */
  private volatile long allowance;

  Outbound(ClientConnection connection, long limit, Counters counters) {
    this.connection = connection;
    this.limit = limit;
    this.counters = counters;
  }

  /** Enqueues a frame that must not be lost. */
  public void send(OutboundFrame frame) {
    if (closed) {
      return;
    }
    long pending = connection.pendingBytes();
    // If nothing waits, even a larger frame is sent: the client was not slow.
    if (pending > 0 && pending + frame.size() > limit + allowance) {
      counters.slowConsumersClosed.increment();
      close(CloseCode.SLOW_CONSUMER, "too much is waiting to be read");
      return;
    }
    connection.enqueue(frame);
  }

  /** Enqueues a droppable frame, unless the queue is more than half full. */
  void sendDroppable(OutboundFrame frame) {
    if (closed) {
      return;
    }
    if (connection.pendingBytes() > limit / 2) {
      counters.framesDropped.increment();
      return;
    }
    connection.enqueue(frame);
  }

  /**
   * Enqueues the frames of a join, which may exceed the bound. The caller has checked {@link
   * #belowHalf()}. Live frames then have as much room behind these as without them.
   */
  public void sendWhole(List<OutboundFrame> frames) {
    if (closed || frames.isEmpty()) {
      return;
    }
    long size = 0;
    for (OutboundFrame frame : frames) {
      size += frame.size() + MAX_FRAMING;
    }
    synchronized (drainWaiter) {
      allowance = size;
      frames.forEach(connection::enqueue);
    }
  }

  public void flush() {
    connection.flush();
  }

  /** How many bytes one part of the history may have. */
  public long maxPart() {
    return limit / 4;
  }

  /** Whether the queue is less than half full, so that there is room for history. */
  public boolean belowHalf() {
    return connection.pendingBytes() <= limit / 2;
  }

  /**
   * Runs a task once {@link #belowHalf()} holds or the connection is closed, or at once. One task
   * waits at a time.
   */
  public void whenBelowHalf(Runnable task) {
    drainWaiter.set(task);
    if (closed || belowHalf()) {
      wake();
    }
  }

  void drained() {
    synchronized (drainWaiter) {
      // The call may be late: a join may have filled the queue meanwhile.
      if (belowHalf()) {
        allowance = 0;
      }
    }
    wake();
  }

  private void wake() {
    Runnable task = drainWaiter.getAndSet(null);
    if (task != null) {
      task.run();
    }
  }

  long lowWaterMark() {
    return limit / 2;
  }

  /** How many bytes are queued for the client. */
  public long pendingBytes() {
    return connection.pendingBytes();
  }

  public void close(CloseCode code, String reason) {
    if (!closed) {
      ownCode = code;
    }
    closed = true;
    connection.close(code, reason);
    wake();
  }

  /** The connection is closed. */
  public void markClosed() {
    closed = true;
    wake();
  }

  /**
   * Why the connection is closed.
   *
   * @param transportCode the code from the transport; used unless the engine closed the connection
   */
  public int closeCode(int transportCode) {
    CloseCode own = ownCode;
    return own == null ? transportCode : own.code();
  }

  public boolean isClosed() {
    return closed;
  }
}
