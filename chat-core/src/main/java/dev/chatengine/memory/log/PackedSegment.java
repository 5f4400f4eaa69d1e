package dev.chatengine.memory.log;

import dev.chatengine.model.Message;
import java.util.Arrays;

/**
 * Packed messages in one array: the messages from its beginning, and the index of each message's
 * first byte backwards from its end. So a garbage collector sees one object for a hundred messages.
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
    PackedWriter.INT.set(bytes, startIndex(count - 1), start);
  }

  PackedMessage get(long seq) {
    int index = startIndex((int) (seq - firstSeq));
    return new PackedMessage(bytes, PackedReader.intAt(bytes, index));
  }

  private int startIndex(int index) {
    return bytes.length - (index + 1) * START_SIZE;
  }
}
