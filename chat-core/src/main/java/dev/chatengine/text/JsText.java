package dev.chatengine.text;

/**
 * Text as browsers treat it. The base protocol's clients are browsers, so trimming and cutting mean
 * what they mean in JavaScript (ECMA-262, {@code String.prototype.trim} and {@code slice}).
 */
public final class JsText {
  private JsText() {}

  /** Takes white space and line ends off both ends, by JavaScript's definition of them. */
  public static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isWhiteSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isWhiteSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  /**
   * Keeps the first UTF-16 units. A cut that falls inside a surrogate pair drops the half that
   * would be left.
   */
  public static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    boolean inPair = maxLength > 0 && Character.isHighSurrogate(text.charAt(maxLength - 1));
    return text.substring(0, inPair ? maxLength - 1 : maxLength);
  }

  private static boolean isWhiteSpace(char c) {
    if (c < 0x80) {
      return c == ' ' || (c >= '\t' && c <= '\r');
    }
    return c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000
        || c == 0xFEFF;
  }
}
