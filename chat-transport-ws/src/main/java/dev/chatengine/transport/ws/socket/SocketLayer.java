package dev.chatengine.transport.ws.socket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Reads and writes the bytes of one connection at its socket: as they are, or within TLS. Never
 * blocks; used on the connection's event loop only. Each call is given the socket of the
 * connection, so that a layer without state can serve many connections.
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
   * @throws javax.net.ssl.SSLException if it breaks TLS; {@link #finish} then sends the alert
   * @throws IOException if the socket fails
   */
  int read(SocketChannel channel, ByteBuffer target) throws IOException;

  /**
   * Takes over bytes and writes them. Bytes that the socket refuses are held, and while some are
   * held no more are taken over.
   *
   * @return how many bytes were taken over
   * @throws IOException if the socket fails, or the client has ended TLS
   */
  int write(SocketChannel channel, ByteBuffer source) throws IOException;

  /**
   * Writes held bytes, as far as the socket takes them.
   *
   * @return whether nothing is held any more
   */
  boolean flush(SocketChannel channel) throws IOException;

  /** The number of held bytes, as they would go to the socket. */
  int held();

  /** Whether the layer waits for a task, and must not be read from until {@link #resume}. */
  boolean isWaiting();

  /** Ends the waiting: the task is done, and {@link #read} goes on. */
  void resume();

  /**
   * Ends the output as the protocol asks for: nothing more will be written.
   *
   * @return whether that has gone to the socket with all that was held; if not, {@link #flush} goes
   *     on
   */
  boolean finish(SocketChannel channel) throws IOException;

  /**
   * Closes the socket and releases everything. Where something has not been written, the connection
   * is reset: the kernel would keep the rest for minutes, for a client that does not read.
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

  /** Releases everything but the socket. */
  void release();
}
