package dev.chatengine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values one behind the other into bytes that {@link PackedReader} reads. Every text comes
 * back as it was, also one that is no Unicode.
 */
final class PackedWriter {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle CHAR =
      MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int size;

  static final int INSTANT_SIZE = Long.BYTES + Integer.BYTES;

  /**
   * A writer of nothing yet.
   *
   * @param capacity how many bytes it will be, if that can be foreseen
   */
  PackedWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** What was written; nothing is to be written any more. */
  byte[] toByteArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }

  /** How many bytes a text takes whose characters take one each. */
  static int narrowSize(@Nullable String text) {
    if (text == null) {
      return 1;
    }
    int length = text.length();
    return length + numberSize((length << 1) + 1);
  }

  private static int numberSize(int value) {
    return (38 - Integer.numberOfLeadingZeros(value)) / 7;
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
   * Length and characters: in one byte each where that is enough (ISO 8859-1), else in two. The
   * length says which, and 0 says that there is no text.
   */
  void writeText(@Nullable String text) {
    if (text == null) {
      writeNumber(0);
      return;
    }
    int length = text.length();
    byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1);
    if (new String(narrow, StandardCharsets.ISO_8859_1).equals(text)) {
      writeNumber((length << 1) + 1);
      int at = take(length);
      System.arraycopy(narrow, 0, bytes, at, length);
    } else {
      writeNumber((length << 1) + 2);
      int at = take(length * Character.BYTES);
      for (int i = 0; i < length; i++) {
        CHAR.set(bytes, at + i * Character.BYTES, text.charAt(i));
      }
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

  /** Takes so many bytes, and tells where they begin. */
  private int take(int count) {
    int at = size;
    size += count;
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
    }
    return at;
  }
}
