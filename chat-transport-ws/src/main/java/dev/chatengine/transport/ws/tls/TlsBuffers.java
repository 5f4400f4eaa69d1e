package dev.chatengine.transport.ws.tls;

import dev.chatengine.transport.ws.socket.SocketLayer;
import java.nio.ByteBuffer;

/**
 * The buffers in which an event loop decrypts and encrypts, one pair for all of its connections:
 * between two calls nothing of a connection is left in them.
 *
 * <p>On the heap, as the JDK's ciphers are faster on arrays than on direct memory.
 */
public final class TlsBuffers {
  /**
   * What is decrypted fits the loop's read buffer, and beside it a record still does: the engine
   * asks for that room before it knows how long the next one is.
   */
  private static final int IN_BYTES = SocketLayer.READ_BYTES - 17 * 1024;

  /** Four full records, each with its overhead, go out with one write. */
  private static final int OUT_BYTES = 4 * 17 * 1024;

  private final ByteBuffer in = ByteBuffer.allocate(IN_BYTES);
  private final ByteBuffer out = ByteBuffer.allocate(OUT_BYTES);

  /** For what comes from the socket; cleared. */
  ByteBuffer in() {
    return in.clear();
  }

  /** For what goes to the socket; cleared. */
  ByteBuffer out() {
    return out.clear();
  }
}
