package dev.chatengine.memory.presence;

import java.util.Comparator;

/**
 * Compares texts by their code points, which is the order of their UTF-8 bytes, so that a registry
 * in memory lists rooms in the same order as a registry on a server. {@link String#compareTo}
 * compares UTF-16 units, and so orders characters beyond U+FFFF before U+E000.
 */
final class CodePointOrder implements Comparator<String> {
  @Override
  public int compare(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    for (int i = 0; i < shorter; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        boolean surrogate = Character.isSurrogate(a);
        return surrogate == Character.isSurrogate(b) ? Character.compare(a, b) : surrogate ? 1 : -1;
      }
    }
    return Integer.compare(one.length(), other.length());
  }
}
