package dev.chatengine.docs;

import java.util.ArrayList;
import java.util.List;

/** The commands of a block, each as its words. */
final class Commands {
  private Commands() {}

  /** Takes comments away, joins continued lines, and splits what is left as a shell does. */
  static List<List<String>> of(String text) {
    List<List<String>> commands = new ArrayList<>();
    for (String line : text.replace("\\\n", " ").lines().toList()) {
      List<String> words = words(line.replaceFirst("(^|\\s)#.*", ""));
      if (!words.isEmpty()) {
        commands.add(words);
      }
    }
    return commands;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (!Character.isWhitespace(c)) {
        word.append(c);
        inWord = true;
      } else if (inWord) {
        words.add(word.toString());
        word.setLength(0);
        inWord = false;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
