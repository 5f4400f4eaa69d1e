package dev.chatengine.memory.log;

import static dev.chatengine.memory.log.PackedWriter.CHAR;
import static dev.chatengine.memory.log.PackedWriter.INT;
import static dev.chatengine.memory.log.PackedWriter.LONG;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads values that a {@link PackedWriter} has written, in their order. */
final class PackedReader {
  private final byte[] bytes;
  private int next;

  PackedReader(byte[] bytes, int from) {
    this.bytes = bytes;
    this.next = from;
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  private int readInt() {
    int value = intAt(bytes, next);
    next += Integer.BYTES;
    return value;
  }

  long readLong() {
    long value = longAt(bytes, next);
    next += Long.BYTES;
    return value;
  }

  int readNumber() {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = bytes[next++];
      value |= (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }

  String readText() {
    return Objects.requireNonNull(readOptionalText());
  }

  @Nullable String readOptionalText() {
    int lengthAndWidth = readNumber();
    if (lengthAndWidth == 0) {
      return null;
    }
    int length = (lengthAndWidth - 1) >> 1;
    int at = next;
    if ((lengthAndWidth & 1) != 0) {
      next += length;
      return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    }
    next += length * Character.BYTES;
    char[] wide = new char[length];
    for (int i = 0; i < length; i++) {
      wide[i] = (char) CHAR.get(bytes, at + i * Character.BYTES);
    }
    return new String(wide);
  }

  List<String> readTexts() {
    String[] texts = new String[readNumber()];
    Arrays.setAll(texts, i -> readText());
    return List.of(texts);
  }

  Map<String, String> readMap() {
    int size = readNumber();
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(readText(), readText());
    }
    return map;
  }

  Instant readInstant() {
    return Objects.requireNonNull(readOptionalInstant());
  }

  @Nullable Instant readOptionalInstant() {
    long second = readLong();
    return second == Long.MIN_VALUE ? null : Instant.ofEpochSecond(second, readInt());
  }
}
