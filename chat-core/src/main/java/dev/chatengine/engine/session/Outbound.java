package dev.chatengine.engine.session;

import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue to one client, whatever the transport. Above half of the bound droppable frames
 * are left out; a client that is over the bound is closed as a slow consumer, and nothing else is
 * ever left out. Safe for all threads.
 */
public final class Outbound {
  /** What a transport puts around a payload, at most: a WebSocket header without a mask. */
  private static final int MAX_FRAMING = 10;

  private final ClientConnection connection;
  private final long limit;
  private final Counters counters;
  private final AtomicReference<@Nullable Runnable> drainWaiter = new AtomicReference<>();
  private volatile boolean closed;
  private volatile @Nullable CloseCode ownCode;

  /** How much more than the limit may be queued, until the queue has been below half again. */
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
    // A frame that alone is larger goes out if nothing waits: it was not the client that was slow.
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
   * Enqueues frames that may be more than the bound allows: what a client gets on joining. The
   * caller has seen {@link #belowHalf()}. What is live gets as much room behind them as it has
   * without.
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

  /** How large a part of what was said before may be, in bytes. */
  public long maxPart() {
    return limit / 4;
  }

  /** Whether there is room for more than what is live. */
  public boolean belowHalf() {
    return connection.pendingBytes() <= limit / 2;
  }

  /**
   * Runs a task once {@link #belowHalf()} holds or the connection is closed, at once if so now. One
   * task waits at a time.
   */
  public void whenBelowHalf(Runnable task) {
    drainWaiter.set(task);
    if (closed || belowHalf()) {
      wake();
    }
  }

  void drained() {
    synchronized (drainWaiter) {
      // A call may be late, and find what a join has brought meanwhile.
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

  /** How much waits to be read by the client, in bytes. */
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

  /** The connection is gone. */
  public void markClosed() {
    closed = true;
    wake();
  }

  /**
   * Why the connection is closed.
   *
   * @param transportCode the code from the transport, which counts if this side has not closed it
   */
  public int closeCode(int transportCode) {
    CloseCode own = ownCode;
    return own == null ? transportCode : own.code();
  }

  public boolean isClosed() {
    return closed;
  }
}
