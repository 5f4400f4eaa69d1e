package dev.chatengine.benchmarks.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds a text field of a JSON object by scanning its bytes; skips nested objects. */
final class TopLevel {
  private TopLevel() {}

  /** The index of the value, after its quotation mark; -1 if there is no such text field. */
  static int value(byte[] bytes, int from, int to, String field) {
    byte[] key = ('"' + field + '"').getBytes(StandardCharsets.US_ASCII);
    int depth = 0;
    for (int i = from; i < to; i++) {
      switch (bytes[i]) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          int end = endOfText(bytes, i + 1, to);
          if (depth == 1
              && end < to
              && end - i == key.length - 1
              && Arrays.equals(bytes, i, end + 1, key, 0, key.length)) {
            int value = textAfterColon(bytes, end + 1, to);
            if (value >= 0) {
              return value;
            }
          }
          i = end;
        }
        default -> {}
      }
    }
    return -1;
  }

  /** The text of a field; empty if there is none. */
  static String text(byte[] bytes, int from, int to, String field) {
    int value = value(bytes, from, to, field);
    if (value < 0) {
      return "";
    }
    int end = endOfText(bytes, value, to);
    return new String(bytes, value, end - value, StandardCharsets.UTF_8);
  }

  /** The index of the quotation mark that ends a text. */
  private static int endOfText(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '"') {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, to);
  }

  private static int textAfterColon(byte[] bytes, int from, int to) {
    boolean colon = false;
    for (int i = from; i < to; i++) {
      if (bytes[i] == ':' && !colon) {
        colon = true;
      } else if (bytes[i] == '"' && colon) {
        return i + 1;
      } else if (bytes[i] != ' ') {
        return -1;
      }
    }
    return -1;
  }
}
