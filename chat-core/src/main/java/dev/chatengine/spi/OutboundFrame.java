package dev.chatengine.spi;

import java.nio.ByteBuffer;

/**
 * One text message to clients, which is encoded once and enqueued for each receiving connection.
 * Immutable and safe for all threads.
 */
public final class OutboundFrame {
  private final byte[] payload;

  /**
   * Makes a frame.
   *
   * @param payload the text in UTF-8, which must not be changed any more
   */
  public OutboundFrame(byte[] payload) {
    this.payload = payload;
  }

  /**
   * The size of the payload.
   *
   * @return in bytes
   */
  public int size() {
    return payload.length;
  }

  /**
   * The text in UTF-8.
   *
   * @return a new read-only buffer over the payload
   */
  public ByteBuffer payload() {
    return ByteBuffer.wrap(payload).asReadOnlyBuffer();
  }

  /**
   * Copies the text in UTF-8 into a buffer.
   *
   * @param target a buffer
   * @throws java.nio.BufferOverflowException if fewer than {@link #size()} bytes remain in it
   */
  public void copyTo(ByteBuffer target) {
    target.put(payload);
  }

  /**
   * Copies a part of the text in UTF-8 into a buffer.
   *
   * @param from the index of the first byte
   * @param length how many bytes
   * @param target a buffer
   * @throws java.nio.BufferOverflowException if fewer bytes remain in it
   * @throws IndexOutOfBoundsException if the part lies outside the payload
   */
  public void copyTo(int from, int length, ByteBuffer target) {
    target.put(payload, from, length);
  }

  @Override
  public String toString() {
    return "OutboundFrame[" + payload.length + " bytes]";
  }
}
