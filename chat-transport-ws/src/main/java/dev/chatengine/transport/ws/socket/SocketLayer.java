package dev.chatengine.transport.ws.socket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The way of one connection's bytes between its socket and the rest of the transport: as they are,
 * or within TLS. Never blocks; used on the connection's event loop only. The socket is the
 * connection's and the same in each call, so that a wire that keeps nothing can serve many.
 */
public interface SocketLayer {
  /** The size of the buffer that {@link #read} fills. */
  int READ_BYTES = 64 * 1024;

  /**
   * Reads what has come.
   *
   * @param target empty, with room for {@link #READ_BYTES}
   * @return how many bytes were put into it; 0 if there is nothing for the reader yet, -1 at the
   *     end
   * @throws NotTlsException if the client does not speak TLS, and has to
   * @throws javax.net.ssl.SSLException if it breaks TLS; {@link #finish} then tells it
   * @throws IOException if the socket fails
   */
  int read(SocketChannel channel, ByteBuffer target) throws IOException;

  /**
   * Takes over bytes to be written. What the socket does not take as well is held, and nothing more
   * is taken over while something is.
   *
   * @return how many bytes were taken over
   * @throws IOException if the socket fails, or the client has ended TLS
   */
  int write(SocketChannel channel, ByteBuffer source) throws IOException;

  /**
   * Writes what is held, as far as the socket takes it.
   *
   * @return whether nothing is held any more
   */
  boolean flush(SocketChannel channel) throws IOException;

  /** How many bytes are held, as they would go to the socket. */
  int held();

  /** Whether it waits for a computation, and is not to be read from until {@link #resume}. */
  boolean isWaiting();

  /** The computation that it waited for has ended; {@link #read} goes on. */
  void resume();

  /**
   * Says that nothing more will be written, in the way of the protocol.
   *
   * @return whether that has gone to the socket with all that was held; if not, {@link #flush} goes
   *     on
   */
  boolean finish(SocketChannel channel) throws IOException;

  /**
   * Closes the socket, and lets go of everything. Where something has not been written, the
   * connection is reset: the kernel would keep the rest for minutes, for a client that does not
   * read.
   *
   * @param complete whether everything has been written to this layer
   */
  default void close(SocketChannel channel, boolean complete) {
    try (channel) {
      if (!complete || !finish(channel)) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // The socket is closed either way.
    }
    release();
  }

  /** Lets go of everything but the socket. */
  void release();
}
