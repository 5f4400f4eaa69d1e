package dev.chatengine.memory.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values into bytes that {@link PackedReader} reads. Every text is read back unchanged, even
 * if it is not well-formed.
 */
final class PackedWriter {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle CHAR =
      MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.BIG_ENDIAN);

  static final int INSTANT_SIZE = Long.BYTES + Integer.BYTES;
  static final int MAX_NUMBER_SIZE = 5;

  private static final int MAX_NARROW = 0xFF;

  private final byte[] bytes;
  private int end;

  /**
   * Makes a writer.
   *
   * @param bytes has room for all values that will be written
   * @param at the index of the first byte to write
   */
  PackedWriter(byte[] bytes, int at) {
    this.bytes = bytes;
    this.end = at;
  }

  /** The index of the next byte. */
  int end() {
    return end;
  }

  /** How many bytes a text takes at most. */
  static int maxSize(@Nullable String text) {
    return MAX_NUMBER_SIZE + (text == null ? 0 : text.length() * Character.BYTES);
  }

  static int maxSize(List<String> texts) {
    int size = MAX_NUMBER_SIZE;
    for (String text : texts) {
      size += maxSize(text);
    }
    return size;
  }

  static int maxSize(Map<String, String> map) {
    int size = MAX_NUMBER_SIZE;
    for (Map.Entry<String, String> entry : map.entrySet()) {
      size += maxSize(entry.getKey()) + maxSize(entry.getValue());
    }
    return size;
  }

  void writeByte(int value) {
    int at = take(Byte.BYTES);
    bytes[at] = (byte) value;
  }

  void writeInt(int value) {
    int at = take(Integer.BYTES);
    INT.set(bytes, at, value);
  }

  void writeLong(long value) {
    int at = take(Long.BYTES);
    LONG.set(bytes, at, value);
  }

  /** A number that is not negative and mostly small: seven bits in each byte, the lowest first. */
  void writeNumber(int value) {
    int rest = value;
    while (rest >= 0x80) {
      writeByte(rest | 0x80);
      rest >>>= 7;
    }
    writeByte(rest);
  }

  /**
   * Writes a number, then the characters. The number is twice the length plus 1 if each character
   * takes one byte (ISO 8859-1), plus 2 if each takes two, and 0 if there is no text.
   */
  void writeText(@Nullable String text) {
    if (text == null) {
      writeNumber(0);
      return;
    }
    int length = text.length();
    int before = end;
    writeNumber((length << 1) + 1);
    if (!writeNarrow(text)) {
      end = before;
      writeNumber((length << 1) + 2);
      writeWide(text);
    }
  }

  /** Writes the characters of a text, unless one of them takes more than a byte. */
  private boolean writeNarrow(String text) {
    int at = end;
    int length = text.length();
    int all = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      all |= c;
      bytes[at + i] = (byte) c;
    }
    end = at + length;
    return all <= MAX_NARROW;
  }

  private void writeWide(String text) {
    int at = take(text.length() * Character.BYTES);
    for (int i = 0; i < text.length(); i++) {
      CHAR.set(bytes, at + i * Character.BYTES, text.charAt(i));
    }
  }

  void writeTexts(List<String> texts) {
    writeNumber(texts.size());
    texts.forEach(this::writeText);
  }

  void writeMap(Map<String, String> map) {
    writeNumber(map.size());
    map.forEach(
        (key, value) -> {
          writeText(key);
          writeText(value);
        });
  }

  void writeInstant(@Nullable Instant instant) {
    if (instant == null) {
      writeLong(Long.MIN_VALUE);
    } else {
      writeLong(instant.getEpochSecond());
      writeInt(instant.getNano());
    }
  }

  /** Reserves so many bytes, and returns the index of the first. */
  private int take(int count) {
    int at = end;
    end += count;
    return at;
  }
}
