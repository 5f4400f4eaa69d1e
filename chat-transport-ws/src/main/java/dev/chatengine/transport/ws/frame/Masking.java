package dev.chatengine.transport.ws.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Removes a client's mask, eight bytes at a time (RFC 6455, section 5.3). */
public final class Masking {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NON_ASCII = 0x8080808080808080L;

  private Masking() {}

  /**
   * Unmasks in place.
   *
   * @param key the index of the key's four bytes
   * @param from the first byte of the payload
   * @param to the end of the payload
   * @return whether the payload is ASCII, which needs no check for UTF-8
   */
  static boolean unmask(byte[] bytes, int key, int from, int to) {
    long half = (int) INTS.get(bytes, key) & 0xffffffffL;
    long mask = half | half << 32;
    long seen = 0;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long plain = (long) LONGS.get(bytes, at) ^ mask;
      LONGS.set(bytes, at, plain);
      seen |= plain;
    }
    for (int shift = 0; at < to; at++, shift += 8) {
      byte plain = (byte) (bytes[at] ^ (byte) (mask >>> shift));
      bytes[at] = plain;
      seen |= plain;
    }
    return (seen & NON_ASCII) == 0;
  }
}
