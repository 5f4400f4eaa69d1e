package dev.chatengine.memory.log;

import dev.chatengine.model.Message;
import java.util.Arrays;

/**
 * Packed messages in one array: one behind the other from its beginning, and where each starts from
 * its end. So a log gives a collector one object for a hundred messages, and most messages are kept
 * without making any.
 */
final class PackedSegment {
  private static final int START_SIZE = Integer.BYTES;

  private final byte[] bytes;
  private final long firstSeq;
  private int count;
  private int end;

  private PackedSegment(byte[] bytes, long firstSeq, int count, int end) {
    this.bytes = bytes;
    this.firstSeq = firstSeq;
    this.count = count;
    this.end = end;
  }

  /**
   * A segment without messages.
   *
   * @param firstSeq the number of the message to be added first
   */
  static PackedSegment empty(int size, long firstSeq) {
    return new PackedSegment(new byte[size], firstSeq, 0, 0);
  }

  /** A segment that is exactly large enough for one message. */
  static PackedSegment of(byte[] packed, long seq) {
    byte[] bytes = Arrays.copyOf(packed, packed.length + START_SIZE);
    PackedWriter.INT.set(bytes, packed.length, 0);
    return new PackedSegment(bytes, seq, 1, packed.length);
  }

  long firstSeq() {
    return firstSeq;
  }

  long lastSeq() {
    return firstSeq + count - 1;
  }

  int length() {
    return bytes.length;
  }

  /** Whether a message that takes at most so many bytes can be added. */
  boolean hasRoomFor(int size) {
    return bytes.length - end >= size + (count + 1) * START_SIZE;
  }

  /** Adds a message for which there is room. */
  void add(Message message, long storedAt, int idHash, int clientKeyHash) {
    int start = end;
    end = MessagePacker.pack(message, storedAt, idHash, clientKeyHash, bytes, start);
    count++;
    PackedWriter.INT.set(bytes, placeOfStart(count - 1), start);
  }

  PackedMessage get(long seq) {
    int place = placeOfStart((int) (seq - firstSeq));
    return new PackedMessage(bytes, PackedReader.intAt(bytes, place));
  }

  private int placeOfStart(int index) {
    return bytes.length - (index + 1) * START_SIZE;
  }
}
