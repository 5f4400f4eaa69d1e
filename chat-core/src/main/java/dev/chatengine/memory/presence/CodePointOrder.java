package dev.chatengine.memory.presence;

import java.util.Comparator;

/**
 * The order of texts by their code points, which is that of their UTF-8 bytes, so that a registry
 * in memory lists rooms as one on a server does. {@link String#compareTo} orders by UTF-16 units,
 * which places what is beyond U+FFFF before U+E000.
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
