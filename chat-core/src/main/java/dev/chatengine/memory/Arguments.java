package dev.chatengine.memory;

/** Refuses values out of bounds, by the names of their options. */
final class Arguments {
  private Arguments() {}

  static long positive(long value, String name) {
    return atLeast(1, value, name);
  }

  static long atLeast(long least, long value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " is " + value + ", not " + least + " or more");
    }
    return value;
  }
}
