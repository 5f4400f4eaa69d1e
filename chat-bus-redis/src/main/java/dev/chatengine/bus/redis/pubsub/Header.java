package dev.chatengine.bus.redis.pubsub;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The bytes before each payload: a version, and sixteen bytes that name the sender. Redis also
 * sends subscribers their own messages; the name marks these, so that they are dropped.
 */
final class Header {
  static final byte VERSION = 1;
  private static final int NAME_LENGTH = 16;
  static final int LENGTH = 1 + NAME_LENGTH;

  private final byte[] bytes = new byte[LENGTH];

  /** The header of a new sender. */
  Header() {
    new SecureRandom().nextBytes(bytes);
    bytes[0] = VERSION;
  }

  /** The sender's name, in hexadecimal digits. */
  String senderId() {
    return HexFormat.of().formatHex(bytes, 1, LENGTH);
  }

  byte[] before(ByteBuffer payload) {
    byte[] message = Arrays.copyOf(bytes, LENGTH + payload.remaining());
    payload.duplicate().get(message, LENGTH, message.length - LENGTH);
    return message;
  }

  /** Whether this release can read a message. */
  static boolean isKnown(byte[] message) {
    return message.length >= LENGTH && message[0] == VERSION;
  }

  /** Whether this sender has sent a message. */
  boolean isOwn(byte[] message) {
    return Arrays.equals(message, 0, LENGTH, bytes, 0, LENGTH);
  }

  static ByteBuffer payload(byte[] message) {
    return ByteBuffer.wrap(message, LENGTH, message.length - LENGTH).slice().asReadOnlyBuffer();
  }
}
