package dev.chatengine.transport.ws.socket;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Reads and writes the bytes of one connection at its socket, plain or with TLS. Never blocks; used
 * on the connection's event loop only. Each call gets the socket, so that a layer without state can
 * serve many connections.
 */
public interface SocketLayer {
  /** The size of the buffer that {@link #read} fills. */
  int READ_BYTES = 64 * 1024;

  /**
   * Reads received bytes.
   *
   * @param target empty, with room for {@link #READ_BYTES}
   * @return the number of bytes put into the target; 0 if there are none yet, -1 at the end
   * @throws NotTlsException if the client does not use TLS but must
   * @throws javax.net.ssl.SSLException if it breaks TLS; {@link #finish} then sends the alert
   * @throws IOException if the socket fails
   */
  int read(SocketChannel channel, ByteBuffer target) throws IOException;

  /**
   * Takes bytes and writes them. Bytes that the socket refuses are held; meanwhile no more are
   * taken.
   *
   * @return the number of bytes taken
   * @throws IOException if the socket fails, or the client has ended TLS
   */
  int write(SocketChannel channel, ByteBuffer source) throws IOException;

  /**
   * Writes held bytes, as far as the socket takes them.
   *
   * @return whether nothing is held any longer
   */
  boolean flush(SocketChannel channel) throws IOException;

  /** The number of held bytes, in the form in which they go to the socket. */
  int held();

  /** Whether the layer waits for a task; then it must not be read until {@link #resume}. */
  boolean isWaiting();

  /** The task is done: {@link #read} may continue. */
  void resume();

  /**
   * Ends the output as the protocol demands: nothing more will be written.
   *
   * @return whether that and all held bytes have gone to the socket; if not, {@link #flush}
   *     continues
   */
  boolean finish(SocketChannel channel) throws IOException;

  /**
   * Closes the socket and releases everything. If bytes are unwritten, the connection is reset: the
   * kernel would keep the rest for minutes for a client that does not read.
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

  /** Releases everything except the socket. */
  void release();
}
