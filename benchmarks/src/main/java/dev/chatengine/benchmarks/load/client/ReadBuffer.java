package dev.chatengine.benchmarks.load.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** The buffer into which all connections read, one after the other. */
final class ReadBuffer {
  private static final int CHUNK = 128 << 10;
  private static final int LARGEST_FRAME = 16 << 20;

  private final byte[] bytes = new byte[LARGEST_FRAME];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

  /** The bytes read, from the beginning. */
  byte[] bytes() {
    return bytes;
  }

  /**
   * Reads once.
   *
   * @param rest the connection's incomplete frame, which is put before them
   * @return the end of the bytes: the end of the rest if nothing arrived
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
