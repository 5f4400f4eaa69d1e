package dev.chatengine.bus.redis;

import dev.chatengine.model.Text;
import java.nio.charset.StandardCharsets;

/** Text as Redis keeps it. */
final class Utf8 {
  private Utf8() {}

  /**
   * Encodes a text.
   *
   * @throws IllegalArgumentException if it is not well-formed: it would be another one when read
   */
  static byte[] bytes(String text) {
    if (!Text.isWellFormed(text)) {
      throw new IllegalArgumentException("text contains half a surrogate pair");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
