package dev.chatengine.benchmarks.load.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The content of a message: its sending time, its sender and its number, in hexadecimal digits at
 * fixed places, and then padding. From it any receiver can compute the latency, and whether the
 * message is the next.
 */
public final class Content {
  /** In bytes: without padding. */
  public static final int MIN_LENGTH = 35;

  /** In bytes: the most that the base protocol allows. */
  public static final int MAX_LENGTH = 1_000;

  private static final int TIME = 2;
  private static final int SENDER = 19;
  private static final int NUMBER = 26;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Content() {}

  /** A content to fill in. */
  static String blank(int length) {
    return "~T0000000000000000:000000:00000000:" + "x".repeat(length - MIN_LENGTH);
  }

  /**
   * Fills in a content.
   *
   * @param bytes the bytes with the content
   * @param at the index of the content
   * @param time the sending time, in nanoseconds
   * @param sender a seat, below 2^24
   * @param number 0, 1, 2 … for each sender
   */
  public static void write(byte[] bytes, int at, long time, int sender, int number) {
    digits(bytes, at + TIME, 16, time);
    digits(bytes, at + SENDER, 6, sender);
    digits(bytes, at + NUMBER, 8, number);
  }

  private static void digits(byte[] bytes, int at, int count, long value) {
    long rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      bytes[i] = DIGITS[(int) rest & 15];
      rest >>>= 4;
    }
  }

  public static long time(byte[] bytes, int at) {
    return (eight(bytes, at + TIME) << 32) | eight(bytes, at + TIME + 8);
  }

  public static int sender(byte[] bytes, int at) {
    // The digits after the sender's number are shifted out.
    return (int) (eight(bytes, at + SENDER) >>> 8);
  }

  public static int number(byte[] bytes, int at) {
    return (int) eight(bytes, at + NUMBER);
  }

  /** Reads eight digits; a character that is no digit gives any number. */
  private static long eight(byte[] bytes, int at) {
    long text = (long) LONGS.get(bytes, at);
    long nibbles = (text & 0x0f0f0f0f0f0f0f0fL) + 9 * ((text >>> 6) & 0x0101010101010101L);
    long pairs = (nibbles | (nibbles >>> 4)) & 0x00ff00ff00ff00ffL;
    long fours = (pairs | (pairs >>> 8)) & 0x0000ffff0000ffffL;
    return (fours | (fours >>> 16)) & 0xffffffffL;
  }
}
