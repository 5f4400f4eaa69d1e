package dev.chatengine.protocol.json;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Collects what a JSON generator writes into an array of exactly the right size. A generator has
 * its own buffer of 8,000 bytes, so most frames arrive in one piece, and are copied once.
 */
public final class JsonBytes extends OutputStream {
  private byte[] bytes = {};
  private int size;

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    if (size == 0) {
      bytes = Arrays.copyOfRange(from, offset, offset + length);
    } else {
      if (length > bytes.length - size) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
      }
      System.arraycopy(from, offset, bytes, size, length);
    }
    size += length;
  }

  /** All that was written; to be called once, at the end. */
  public byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
