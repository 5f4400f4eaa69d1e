package dev.chatengine.model;

/** The check that every text of the model has to pass. */
public final class Text {
  private Text() {}

  /**
   * Whether each surrogate is half of a pair, so that the text can be encoded in UTF-8.
   *
   * @param text a text
   * @return whether it is well-formed UTF-16 (Unicode Standard, section 3.9)
   */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
