package dev.chatengine.transport.ws.tls;

import dev.chatengine.transport.ws.socket.SocketLayer;
import java.nio.ByteBuffer;

/**
 * The buffers in which an event loop decrypts and encrypts, one pair for all its connections:
 * between calls they are empty.
 *
 * <p>On the heap, as the JDK's ciphers are faster on arrays than on direct memory.
 */
public final class TlsBuffers {
  /**
   * Leaves room for one record beside the decrypted data in the loop's read buffer: the engine
   * wants that room before it knows the next record's length.
   */
  private static final int IN_BYTES = SocketLayer.READ_BYTES - 17 * 1024;

  /** Four full records, each with its overhead, for one write. */
  private static final int OUT_BYTES = 4 * 17 * 1024;

  private final ByteBuffer in = ByteBuffer.allocate(IN_BYTES);
  private final ByteBuffer out = ByteBuffer.allocate(OUT_BYTES);

  /** The cleared buffer for bytes from the socket. */
  ByteBuffer in() {
    return in.clear();
  }

  /** The cleared buffer for bytes to the socket. */
  ByteBuffer out() {
    return out.clear();
  }
}
