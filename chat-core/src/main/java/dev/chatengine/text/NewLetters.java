package dev.chatengine.text;

/**
 * The capital letters of Unicode 14 to 17. Java 17 has only those of Unicode 13, and browsers have
 * more, so that a name would depend on the server's runtime.
 */
final class NewLetters {
  /** First, last, the distance to the small letter, and from one capital letter to the next. */
  private static final int[][] CAPITALS = {
    {0x1C89, 0x1C89, 1, 1},
    {0x2C2F, 0x2C2F, 0x30, 1},
    {0xA7C0, 0xA7C0, 1, 1},
    {0xA7CB, 0xA7CB, 0x264 - 0xA7CB, 1},
    {0xA7CC, 0xA7DA, 1, 2},
    {0xA7DC, 0xA7DC, 0x19B - 0xA7DC, 1},
    {0x10570, 0x1057A, 0x27, 1},
    {0x1057C, 0x1058A, 0x27, 1},
    {0x1058C, 0x10592, 0x27, 1},
    {0x10594, 0x10595, 0x27, 1},
    {0x10D50, 0x10D65, 0x20, 1},
    {0x16EA0, 0x16EB8, 0x1B, 1},
  };

  private NewLetters() {}

  /** The small letter of a new capital letter; any other character unchanged. */
  static int toLowerCase(int c) {
    if (c >= CAPITALS[0][0]) {
      for (int[] range : CAPITALS) {
        if (c >= range[0] && c <= range[1] && (c - range[0]) % range[3] == 0) {
          return c + range[2];
        }
      }
    }
    return c;
  }
}
