package dev.chatengine.benchmarks.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The types of a server's frames that the load program distinguishes. */
public enum FrameType {
  MESSAGE_RECEIVED,
  USER_JOINED,
  USER_LEFT,
  ACK,
  CONNECTION,
  WELCOME,
  USERNAME_SET,
  ROOM_JOINED,
  MESSAGE_HISTORY,
  ROOM_USERS,
  ROOM_LEFT,
  ERROR,
  OTHER;

  private static final FrameType[] ALL = values();
  private static final byte[] TYPE_FIRST = "{\"type\":\"".getBytes(StandardCharsets.US_ASCII);

  /** The values in frames, with the closing quotation mark. */
  private static final byte[][] TEXTS =
      Arrays.stream(ALL)
          .map(type -> type.name().toLowerCase(Locale.ROOT) + '"')
          .map(text -> text.getBytes(StandardCharsets.US_ASCII))
          .toArray(byte[][]::new);

  /** The type of a JSON object, wherever the object has its type. */
  public static FrameType of(byte[] bytes, int from, int length) {
    int to = from + length;
    int value = from + TYPE_FIRST.length;
    if (value > to || !Arrays.equals(bytes, from, value, TYPE_FIRST, 0, TYPE_FIRST.length)) {
      value = TopLevel.value(bytes, from, to, "type");
      if (value < 0) {
        return OTHER;
      }
    }
    for (int i = 0; i < ALL.length; i++) {
      byte[] text = TEXTS[i];
      int end = value + text.length;
      if (end <= to && Arrays.equals(bytes, value, end, text, 0, text.length)) {
        return ALL[i];
      }
    }
    return OTHER;
  }
}
