package dev.chatengine.bus.redis.client;

import dev.chatengine.model.Text;
import java.nio.charset.StandardCharsets;

/** Java values as Redis keeps them. */
public final class RedisValues {
  private static final byte[] YES = {'1'};
  private static final byte[] NO = {'0'};

  private RedisValues() {}

  /**
   * Encodes a text.
   *
   * @throws IllegalArgumentException if it is not well-formed: another text would be read back
   */
  public static byte[] bytes(String text) {
    if (!Text.isWellFormed(text)) {
      throw new IllegalArgumentException("text contains half a surrogate pair");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A number, in decimal digits. */
  public static byte[] decimal(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** 1 or 0. */
  public static byte[] flag(boolean value) {
    return value ? YES : NO;
  }
}
