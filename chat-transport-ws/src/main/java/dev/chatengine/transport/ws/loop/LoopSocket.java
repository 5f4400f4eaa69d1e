package dev.chatengine.transport.ws.loop;

import dev.chatengine.transport.ws.frame.OutboundQueue;
import dev.chatengine.transport.ws.socket.PlainLayer;
import dev.chatengine.transport.ws.socket.SocketLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket on an event loop, from accept to close: its phase, its unwritten bytes, the operations
 * that the selector watches, and the time of its last progress.
 *
 * <p>Phases: HEAD, OPEN, CLOSING (see {@link ClosingHandshake}), CLOSED.
 *
 * <p>The base of {@link Connection} rather than a field, because each delivery and each read needs
 * both: one object costs one cache miss. Used on the event loop only, except {@link #phase}.
 */
abstract class LoopSocket {

  /** What a connection is doing. */
  enum Phase {
    HEAD,
    OPEN,
    CLOSING,
    CLOSED
  }

  final SocketChannel channel;
  final OutboundQueue queue = new OutboundQueue();
  final LoopOptions options;
  private volatile Phase phase = Phase.HEAD;

  /** Null before the phase CLOSING. */
  private @Nullable ClosingHandshake closing;

  private SocketLayer layer = PlainLayer.INSTANCE;
  private @Nullable SelectionKey key;

  /** The operations that the selector watches. */
  private int interest = SelectionKey.OP_READ;

  private boolean flushScheduled;
  private long lastReceived;
  private long lastProgress;

  /** The index in the loop's list of connections. */
  private int index;

  LoopSocket(SocketChannel channel, LoopOptions options, long now) {
    this.channel = channel;
    this.options = options;
    lastReceived = now;
    lastProgress = now;
  }

  /** The event loop's clock. */
  abstract long now();

  /**
   * Asks the event loop for a turn.
   *
   * @param first whether the socket has no turn scheduled yet
   */
  abstract void requestTurn(boolean first);

  /** Reads received bytes. */
  abstract void read();

  /**
   * The socket has been closed.
   *
   * @param code the close code, {@link ClosingHandshake#NO_CLOSE_FRAME} if there is none
   */
  abstract void ended(int code);

  /** Any thread. */
  final Phase phase() {
    return phase;
  }

  /** Any thread. */
  final boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** Enters the phase OPEN. */
  final void open() {
    phase = Phase.OPEN;
  }

  final int index() {
    return index;
  }

  final void setIndex(int index) {
    this.index = index;
  }

  final SocketLayer layer() {
    return layer;
  }

  /** Changes how bytes are read from and written to the socket. */
  final void setLayer(SocketLayer layer) {
    this.layer = layer;
  }

  final void registered(SelectionKey key) {
    this.key = key;
  }

  /** The selector reports that the socket is ready. */
  final void ready(int operations) {
    if ((operations & SelectionKey.OP_READ) != 0) {
      read();
    }
    if ((operations & SelectionKey.OP_WRITE) != 0 && queue.isBlocked() && phase != Phase.CLOSED) {
      queue.unblock();
      scheduleFlush();
    }
  }

  // Reading.

  /** Reads bytes from the client. */
  final int readInto(ByteBuffer target) throws IOException {
    ClosingHandshake ending = closing;
    return ending == null ? layer.read(channel, target) : ending.read(target);
  }

  /** Bytes have arrived from the client. */
  final void received() {
    lastReceived = now();
  }

  /** The time since the client's last bytes. */
  final long silence(long now) {
    return now - lastReceived;
  }

  // Writing.

  /**
   * Enqueues encoded bytes.
   *
   * @return a ticket for {@link OutboundQueue#isWritten}
   */
  final long enqueueEncoded(byte[] encoded) {
    queue.count(encoded.length);
    long ticket = queue.add(encoded);
    scheduleFlush();
    return ticket;
  }

  final void scheduleFlush() {
    boolean first = !flushScheduled;
    if (first) {
      flushScheduled = true;
      if (!queue.isBlocked()) {
        lastProgress = now();
      }
    }
    requestTurn(first);
  }

  /** The turn has come. */
  final void beginTurn() {
    flushScheduled = false;
  }

  /** Writes queued bytes until the socket takes no more or the turn is over. */
  final void write(ByteBuffer buffer) throws IOException {
    if (queue.write(layer, channel, buffer)) {
      lastProgress = now();
    }
    if (!queue.isBlocked() && !queue.isEmpty()) {
      scheduleFlush();
    }
    updateInterest();
  }

  /** Whether bytes are queued, but the socket has taken none for some time. */
  final boolean isStalled(long now, long timeout) {
    return queue.isBlocked() && now - lastProgress >= timeout;
  }

  /** Accounts for the layer's own reads and writes. */
  final void settle() {
    if (queue.settle(layer, 0)) {
      lastProgress = now();
    }
    updateInterest();
  }

  final void updateInterest() {
    SelectionKey registered = key;
    if (registered != null) {
      int operations =
          (layer.isWaiting() || (closing != null && !closing.wantsInput())
                  ? 0
                  : SelectionKey.OP_READ)
              | (queue.isBlocked() ? SelectionKey.OP_WRITE : 0);
      if (interest != operations) {
        interest = operations;
        registered.interestOps(operations);
      }
    }
  }

  /** Whether bytes wait in the queue or in the layer. */
  final boolean hasPending() {
    return !queue.isEmpty() || layer.held() > 0;
  }

  // Closing.

  /**
   * Enters the phase CLOSING.
   *
   * @param code the close code, {@link ClosingHandshake#NO_CLOSE_FRAME} if there is none
   * @param timeout the time after which the socket is closed in any case
   */
  final ClosingHandshake enterClosing(int code, long timeout) {
    ClosingHandshake begun =
        new ClosingHandshake(this, code, now() + timeout, options.closeTimeout());
    closing = begun;
    phase = Phase.CLOSING;
    return begun;
  }

  final boolean discardsInput() {
    return closing != null && closing.discardsInput();
  }

  /** In the phase CLOSING: discards all further input. */
  final void discardInput() {
    if (closing != null) {
      closing.discardInput();
    }
  }

  /** In the phase CLOSING: the client has sent its last frame. */
  final void closeFrameReceived() {
    if (closing != null) {
      closing.closeFrameReceived();
    }
  }

  /** The client has shut its half of the connection. */
  final void endOfInput() {
    if (closing == null || !closing.endOfInput()) {
      terminate();
    }
  }

  /**
   * Writes the layer's last bytes.
   *
   * @return whether everything has been written
   */
  final boolean finishLayer() throws IOException {
    boolean finished = layer.finish(channel);
    settle();
    return finished;
  }

  /** In the phase CLOSING: continues once everything has been written. */
  final void finishIfWritten() {
    if (phase == Phase.CLOSING && closing != null && closing.advance(now())) {
      terminate();
    }
  }

  final void terminateIfOverdue(long now) {
    if (closing != null && closing.isOverdue(now)) {
      terminate();
    }
  }

  /** Closes the socket now, with the agreed close code, if any. */
  final void terminate() {
    terminate(closing == null ? ClosingHandshake.NO_CLOSE_FRAME : closing.code());
  }

  /** Closes the socket now, after a fault. */
  final void abort() {
    terminate(ClosingHandshake.NO_CLOSE_FRAME);
  }

  private void terminate(int code) {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    if (key != null) {
      key.cancel();
      key = null;
    }
    layer.close(channel, queue.isEmpty());
    queue.end();
    ended(code);
  }
}
