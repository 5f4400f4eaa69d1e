package dev.chatengine.model;

/** What text has to be everywhere in the model. */
public final class Text {
  private Text() {}

  /**
   * Tells whether no half of a surrogate pair stands alone, so that the text has a form in UTF-8.
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
