package dev.chatengine.transport.ws.loop;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The end of one connection (RFC 6455, section 7), until its socket is closed: queued bytes are
 * still written, and the client has a bounded time to read them and to close its side. Made when a
 * connection begins to close; used on its event loop only.
 */
final class ClosingHandshake {
  /** The code of a connection that ends without a close frame. */
  static final int NO_CLOSE_FRAME = 1006;

  private static final int MESSAGE_TOO_LARGE = 1009;

  /** The most input that is discarded to find the client's end behind it; then reading stops. */
  private static final int MAX_DISCARDED = 256 * 1024;

  /** For a message that is too large: its sender may send all of it before it reads the answer. */
  private static final int MAX_DISCARDED_OF_MESSAGE = 16 * 1024 * 1024;

  private final LoopSocket socket;
  private final int code;
  private long deadline;
  private final long closeTimeout;
  private boolean discardsInput;
  private int discarded;
  private boolean closeFrameReceived;
  private boolean inputEnded;

  /** Everything has been written, and our half of the connection is shut. */
  private boolean outputShut;

  /**
   * @param code the close code; {@link #NO_CLOSE_FRAME} if the client gets no close frame
   * @param code the close code, {@link #NO_CLOSE_FRAME} if the client gets no close frame
   * @param deadline when the socket is closed in any case
   * @param closeTimeout how long the client has to close its side once everything is written
   */
  ClosingHandshake(LoopSocket socket, int code, long deadline, long closeTimeout) {
    this.socket = socket;
    this.code = code;
    this.deadline = deadline;
    this.closeTimeout = closeTimeout;
  }

  int code() {
    return code;
  }

  boolean isOverdue(long now) {
    return now - deadline >= 0;
  }

  /** Discards all further input, without even decrypting it. */
  void discardInput() {
    discardsInput = true;
  }

  boolean discardsInput() {
    return discardsInput;
  }

  void closeFrameReceived() {
    closeFrameReceived = true;
  }

  /** Whether to wait for more input. */
  boolean wantsInput() {
    return !inputEnded
        && discarded <= (code == MESSAGE_TOO_LARGE ? MAX_DISCARDED_OF_MESSAGE : MAX_DISCARDED);
  }

  /** Reads input; does not decrypt it once input is discarded. */
  int read(ByteBuffer target) throws IOException {
    if (!discardsInput) {
      return socket.layer().read(socket.channel, target);
    }
    int count = socket.channel.read(target);
    discarded += Math.max(0, count);
    return count;
  }

  /**
   * The client has shut its half of the connection. It may still read.
   *
   * @return false if nothing waits to be written, so that the socket can be closed
   */
  boolean endOfInput() {
    if (!socket.hasPending()) {
      return false;
    }
    inputEnded = true;
    discardsInput = true;
    socket.updateInterest();
    return true;
  }

  /**
   * Continues once everything has been written.
   *
   * @return whether the socket can be closed
   */
  boolean advance(long now) {
    boolean isClientDone = closeFrameReceived || inputEnded;
    if (!socket.queue.isEmpty() || outputShut || !(isClientDone || discardsInput)) {
      return false;
    }
    try {
      if (!socket.finishLayer()) {
        return false;
      }
      if (!isClientDone) {
        awaitEnd(now + closeTimeout);
      }
      return isClientDone;
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Shuts our half of the connection. Closing the socket at once would reset the connection if the
   * client is still sending, and the client could lose the answer.
   */
  private void awaitEnd(long until) throws IOException {
    outputShut = true;
    if (until - deadline < 0) {
      deadline = until;
    }
    socket.channel.shutdownOutput();
  }
}
