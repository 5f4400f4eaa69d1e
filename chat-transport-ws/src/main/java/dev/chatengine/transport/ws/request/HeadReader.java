package dev.chatengine.transport.ws.request;

import java.util.Arrays;

/** Gathers the head of a request, up to its empty line and its size limit. */
public final class HeadReader {
  private static final int INITIAL = 512;
  private final int max;
  private byte[] bytes = new byte[INITIAL];
  private int length;
  private int status;

  public HeadReader(int max) {
    this.max = max;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** The status with which to refuse the request, or 0. */
  public int status() {
    return status;
  }

  /**
   * Adds received bytes.
   *
   * @return the end of the head in these bytes, or -1 if it has not ended
   */
  public int read(byte[] from, int count) {
    for (int i = 0; i < count; i++) {
      if (length == max) {
        status = firstLineEnds() ? 431 : 414;
        return -1;
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(max, length * 2));
      }
      bytes[length++] = from[i];
      if (from[i] == '\n'
          && length >= 4
          && bytes[length - 2] == '\r'
          && bytes[length - 3] == '\n'
          && bytes[length - 4] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  private boolean firstLineEnds() {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        return true;
      }
    }
    return false;
  }
}
