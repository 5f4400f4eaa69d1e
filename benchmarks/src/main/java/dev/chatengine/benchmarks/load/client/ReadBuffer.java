package dev.chatengine.benchmarks.load.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Into which all connections read, one after the other. */
final class ReadBuffer {
  private static final int CHUNK = 128 << 10;
  private static final int LARGEST_FRAME = 16 << 20;

  private final byte[] bytes = new byte[LARGEST_FRAME];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

  /** What was read, from the beginning. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * Reads once.
   *
   * @param rest what stands before it: the connection's last frame, which was not whole
   * @return where it ends: that is where the rest ends if nothing came
   */
  int read(ReadableByteChannel channel, byte[] rest) throws IOException {
    if (rest.length + CHUNK > bytes.length) {
      throw new IOException("a frame is too large");
    }
    buffer.clear().put(rest).limit(rest.length + CHUNK);
    if (channel.read(buffer) < 0) {
      throw new EOFException("ended without a close frame");
    }
    return buffer.position();
  }
}
