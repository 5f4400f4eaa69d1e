package dev.chatengine.memory.log;

import java.security.SecureRandom;

/**
 * Hashes texts that clients choose, so that no client can find many keys of one hash: the text is a
 * polynomial modulo a prime, evaluated at a secret point (Carter and Wegman, Universal classes of
 * hash functions, 1979). Two keys have the same hash about as seldom as two random numbers are
 * equal.
 */
final class KeyHash {
  /** A Mersenne prime: the remainder of a division by it takes only shifts. */
  private static final long PRIME = (1L << 61) - 1;

  private static final int CHARS_AT_ONCE = 3;

  private final long point;

  KeyHash() {
    long random = new SecureRandom().nextLong() & PRIME;
    point = Math.min(Math.max(random, 1L << 32), PRIME - 1);
  }

  int of(String text) {
    return fold(add(0, text));
  }

  int of(String first, String second) {
    return fold(add(add(0, first), second));
  }

  private long add(long before, String text) {
    int length = text.length();
    long hash = multiply(before + length + 1);
    int i = 0;
    for (; i + CHARS_AT_ONCE <= length; i += CHARS_AT_ONCE) {
      long chars =
          text.charAt(i) | (long) text.charAt(i + 1) << 16 | (long) text.charAt(i + 2) << 32;
      hash = multiply(hash + chars);
    }
    for (; i < length; i++) {
      hash = multiply(hash + text.charAt(i));
    }
    return hash;
  }

  /** Multiplies by the secret point, modulo the prime; the factor may be up to twice the prime. */
  private long multiply(long factor) {
    long high = Math.multiplyHigh(factor, point);
    long low = factor * point;
    long sum = (low & PRIME) + (low >>> 61 | high << 3);
    return (sum & PRIME) + (sum >>> 61);
  }

  private static int fold(long hash) {
    return (int) (hash ^ hash >>> 31);
  }
}
