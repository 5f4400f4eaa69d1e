package dev.chatengine.spi;

/**
 * A client's connection as a transport offers it to the engine: a queue of frames that go out in
 * order.
 *
 * <p>All methods may be called from any thread, never block and never throw. Frames that one thread
 * enqueues go out in the order in which it did. The engine bounds the queue: it looks at {@link
 * #pendingBytes()} and closes a connection that has too many; the transport neither drops nor
 * refuses a frame while the connection is open.
 */
public interface ClientConnection {

  /**
   * Puts a frame into the queue. It need not go out before {@link #flush()}, and the engine calls
   * that, on the same thread, before another thread enqueues what is to come after it: until then a
   * transport may gather what a thread enqueues without a lock. Without effect once the connection
   * is closed.
   *
   * @param frame one text message
   */
  void enqueue(OutboundFrame frame);

  /**
   * Asks that what is queued goes out soon. A transport may put it off to the end of the round of
   * work that it is in, so that frames of several calls share one write.
   */
  void flush();

  /**
   * How much is queued, flushed or not, and has not been given to the network yet.
   *
   * @return in bytes, of payload and framing; may lag behind by what other threads are doing
   */
  long pendingBytes();

  /**
   * Closes the connection, after what is queued for all codes but {@link CloseCode#SLOW_CONSUMER}
   * and {@link CloseCode#FLOODING}. The transport calls {@link ClientSession#closed} once it is
   * closed; it gives the client a bounded time to take part.
   *
   * @param code why
   * @param reason what the client is told; cut by the transport to what its protocol has room for,
   *     which is 123 bytes in UTF-8 in a close frame of a WebSocket
   */
  void close(CloseCode code, String reason);
}
