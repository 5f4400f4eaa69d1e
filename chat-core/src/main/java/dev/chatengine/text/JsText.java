package dev.chatengine.text;

/**
 * Text as browsers treat it. The base protocol's clients are browsers, so trimming, lower case and
 * cutting mean what they mean in JavaScript (ECMA-262, {@code String.prototype.trim}, {@code
 * toLowerCase} and {@code slice}).
 */
public final class JsText {
  private static final char CAPITAL_SIGMA = '\u03a3';
  private static final char SMALL_SIGMA = '\u03c3';
  private static final char FINAL_SIGMA = '\u03c2';
  private static final char CAPITAL_DOTTED_I = '\u0130';

  /**
   * Of {@code Word_Break}, the values {@code MidLetter}, {@code MidNumLet}, {@code Single_Quote}.
   */
  private static final String IGNORABLE_PUNCTUATION =
      "'.:\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a";

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

  /** Keeps the first UTF-16 units. A surrogate pair that is cut in the middle is dropped. */
  public static String cut(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    boolean inPair = maxLength > 0 && Character.isHighSurrogate(text.charAt(maxLength - 1));
    return text.substring(0, inPair ? maxLength - 1 : maxLength);
  }

  /**
   * Puts text into lower case, as JavaScript does. Only for a capital sigma {@link
   * String#toLowerCase()} has another rule: Java 17 looks for the ends of words, JavaScript for the
   * letters beside it.
   */
  public static String toLowerCase(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      switch (c) {
        case CAPITAL_SIGMA -> lower.append(isFinal(text, i) ? FINAL_SIGMA : SMALL_SIGMA);
        case CAPITAL_DOTTED_I -> lower.append("i\u0307");
        default -> lower.appendCodePoint(NewLetters.toLowerCase(Character.toLowerCase(c)));
      }
      i += Character.charCount(c);
    }
    return lower.toString();
  }

  /**
   * Whether a sigma ends a word: a cased letter comes before it and none after it, where
   * {@linkplain #isCaseIgnorable ignorable} characters do not count (Unicode Standard, section
   * 3.13, {@code Final_Sigma}).
   */
  private static boolean isFinal(String text, int sigma) {
    int before = sigma;
    while (before > 0 && isCaseIgnorable(text.codePointBefore(before))) {
      before -= Character.charCount(text.codePointBefore(before));
    }
    int after = sigma + 1;
    while (after < text.length() && isCaseIgnorable(text.codePointAt(after))) {
      after += Character.charCount(text.codePointAt(after));
    }
    return before > 0
        && isCased(text.codePointBefore(before))
        && !(after < text.length() && isCased(text.codePointAt(after)));
  }

  /** The property {@code Cased} of the Unicode Standard. */
  private static boolean isCased(int c) {
    return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
  }

  /** The property {@code Case_Ignorable} of the Unicode Standard. */
  private static boolean isCaseIgnorable(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.MODIFIER_LETTER,
          Character.MODIFIER_SYMBOL ->
          true;
      default -> IGNORABLE_PUNCTUATION.indexOf(c) >= 0;
    };
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
