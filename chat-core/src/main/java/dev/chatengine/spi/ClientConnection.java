package dev.chatengine.spi;

/**
 * A client's connection, which a transport implements and the engine calls: a queue of frames that
 * are sent in order.
 *
 * <p>All methods may be called from any thread, never block and never throw. Frames that one thread
 * enqueues are sent in that order. The engine bounds the queue: it reads {@link #pendingBytes()}
 * and closes a connection with too many. The transport neither drops nor refuses a frame while the
 * connection is open.
 */
public interface ClientConnection {

  /**
   * Adds a frame to the queue. The transport need not send it before {@link #flush()}. If a frame
   * of another thread must follow it, the engine calls {@code flush()} on the first thread before
   * the other thread enqueues, and the call happens before the other thread's calls; so a transport
   * may collect the frames of each thread without a lock until that thread flushes. Without effect
   * once the connection is closed.
   *
   * @param frame one text message
   */
  void enqueue(OutboundFrame frame);

  /**
   * Asks the transport to send the queue soon. A transport may wait until the end of its current
   * round of work, so that frames of several calls share one write.
   */
  void flush();

  /**
   * Counts the bytes that are queued, flushed or not, and have not been given to the network yet.
   *
   * @return the bytes of payload and framing; calls of other threads may not be counted yet
   */
  long pendingBytes();

  /**
   * Closes the connection. The transport sends the queue first, except for {@link
   * CloseCode#SLOW_CONSUMER} and {@link CloseCode#FLOODING}. It gives the client a bounded time to
   * answer, and calls {@link ClientSession#closed} when the connection is closed.
   *
   * @param code the close code
   * @param reason the text that the client gets; the transport cuts it to the length that its
   *     protocol allows, which is 123 bytes in UTF-8 for WebSocket
   */
  void close(CloseCode code, String reason);
}
