package dev.chatengine.benchmarks.load.client;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** The bytes that one connection has yet to send. */
final class OutBuffer {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] EMPTY = {};

  /** Larger buffers are not kept: of thousands of connections, few send much. */
  private static final int KEPT = 8_192;

  /** If a server stops reading, memory must not fill up. */
  private static final int MAX = 32 << 20;

  private byte[] bytes = EMPTY;
  private int from;
  private int to;
  private long random = 0x9e3779b97f4a7c15L;

  boolean isEmpty() {
    return from == to;
  }

  /** Adds bytes unchanged. */
  void add(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, to, more.length);
    to += more.length;
  }

  /** Adds a whole message as a masked frame. */
  void frame(int opcode, byte[] payload, int offset, int length) {
    reserve(length + 14);
    bytes[to++] = (byte) (0x80 | opcode);
    if (length < 126) {
      bytes[to++] = (byte) (0x80 | length);
    } else if (length < 1 << 16) {
      bytes[to++] = (byte) (0x80 | 126);
      bytes[to++] = (byte) (length >> 8);
      bytes[to++] = (byte) length;
    } else {
      throw new IllegalArgumentException("a client sends no frame of " + length + " bytes");
    }
    int mask = mask();
    for (int i = 0; i < 4; i++) {
      bytes[to++] = (byte) (mask >>> (8 * i));
    }
    masked(mask, payload, offset, length);
  }

  private void masked(int mask, byte[] payload, int offset, int length) {
    long twice = (mask & 0xffffffffL) | ((long) mask << 32);
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      LONGS.set(bytes, to + i, (long) LONGS.get(payload, offset + i) ^ twice);
    }
    for (; i < length; i++) {
      bytes[to + i] = (byte) (payload[offset + i] ^ (mask >>> (8 * (i & 3))));
    }
    to += length;
  }

  private int mask() {
    random ^= random << 13;
    random ^= random >>> 7;
    random ^= random << 17;
    return (int) (random >>> 16) | 1;
  }

  private void reserve(int more) {
    if (from == to) {
      from = 0;
      to = 0;
    }
    int needed = to + more;
    if (needed > bytes.length) {
      if (needed > MAX) {
        throw new IllegalStateException("the server has stopped reading");
      }
      bytes = Arrays.copyOf(bytes, Math.max(needed, Math.max(512, 2 * bytes.length)));
    }
  }

  /**
   * Sends as much as the socket takes.
   *
   * @param through a direct buffer that all connections share
   * @return whether everything is sent
   */
  boolean writeTo(SocketChannel channel, ByteBuffer through) throws IOException {
    while (from < to) {
      int length = Math.min(to - from, through.capacity());
      through.clear().put(bytes, from, length).flip();
      int written = channel.write(through);
      from += written;
      if (written < length) {
        return false;
      }
    }
    if (bytes.length > KEPT) {
      bytes = EMPTY;
      from = 0;
      to = 0;
    }
    return true;
  }
}
