package dev.chatengine.memory;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Message;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The messages of one log, packed, with unbroken numbers: added at the end, dropped from the
 * beginning, and found by number, by id, by what their sender calls them and by revision. Guarded
 * by the log.
 */
final class PackedLog {
  /** An array's header and what it is rounded up by, and its places in the ring and the indexes. */
  private static final int OVERHEAD = 128;

  /** What finds an amended message by its revision. */
  private static final int AMENDED_OVERHEAD = 96;

  private final Conversation conversation;
  private final KeyHash hash;
  private final PackedRing messages = new PackedRing();
  private final SeqIndex byId = new SeqIndex();
  private final SeqIndex byClientKey = new SeqIndex();

  /** The numbers of the messages that were amended, by revision: each once, with its last one. */
  private final TreeMap<Long, Long> amended = new TreeMap<>();

  private long newestSeq;

  private long bytes;

  PackedLog(Conversation conversation, KeyHash hash) {
    this.conversation = conversation;
    this.hash = hash;
  }

  int size() {
    return messages.size();
  }

  /** How much memory it takes, about. */
  long bytes() {
    return bytes;
  }

  /** The number of the oldest message, or of the next one if there is none. */
  long oldestSeq() {
    return newestSeq - messages.size() + 1;
  }

  /** The number of the message that was added last, 0 if none was. */
  long newestSeq() {
    return newestSeq;
  }

  /** Adds a message, whose number is the next one. */
  void add(Message message, long storedAt) {
    byte[] packed =
        MessagePacker.pack(
            message,
            storedAt,
            hash.of(message.id()),
            hash.of(message.sender().id(), message.clientMessageId()));
    messages.add(packed);
    newestSeq++;
    byId.add(MessagePacker.idHash(packed), newestSeq);
    byClientKey.add(MessagePacker.clientKeyHash(packed), newestSeq);
    bytes += weight(packed);
  }

  /** Puts the amended form of a message in its place. */
  void amend(Message changed) {
    int index = index(changed.seq());
    byte[] before = messages.get(index);
    byte[] after =
        MessagePacker.pack(
            changed,
            MessagePacker.storedAt(before),
            MessagePacker.idHash(before),
            MessagePacker.clientKeyHash(before));
    amended.remove(MessagePacker.revision(before));
    amended.put(changed.revision(), changed.seq());
    messages.set(index, after);
    bytes += weight(after) - weight(before);
  }

  void dropOldest() {
    long seq = oldestSeq();
    byte[] packed = messages.removeFirst();
    byId.remove(MessagePacker.idHash(packed), seq);
    byClientKey.remove(MessagePacker.clientKeyHash(packed), seq);
    amended.remove(MessagePacker.revision(packed));
    bytes -= weight(packed);
  }

  /** When the oldest message was stored, in milliseconds by the store's clock. */
  long oldestStoredAt() {
    return MessagePacker.storedAt(messages.get(0));
  }

  /** The number of the message of this id, 0 if there is none. */
  long find(String id) {
    return byId.find(
        hash.of(id), oldestSeq(), seq -> MessagePacker.hasId(messages.get(index(seq)), id));
  }

  /** The number of the message that its sender calls so, 0 if there is none. */
  long findByClientId(String senderId, String clientMessageId) {
    return byClientKey.find(
        hash.of(senderId, clientMessageId),
        oldestSeq(),
        seq -> MessagePacker.hasClientKey(messages.get(index(seq)), senderId, clientMessageId));
  }

  Message get(long seq) {
    return MessagePacker.unpack(messages.get(index(seq)), conversation, seq);
  }

  /** The messages from a number up to, but not with, another one. */
  List<Message> range(long begin, long end) {
    Message[] range = new Message[(int) Math.max(0, end - begin)];
    Arrays.setAll(range, i -> get(begin + i));
    return Arrays.asList(range);
  }

  /**
   * The messages that were amended after a revision, in the order of their last amendments.
   *
   * @param limit how many at most
   */
  List<Message> amendedAfter(long revision, int limit) {
    return amended.tailMap(revision, false).values().stream().limit(limit).map(this::get).toList();
  }

  private int index(long seq) {
    return (int) (seq - oldestSeq());
  }

  private static int weight(byte[] packed) {
    return packed.length + OVERHEAD + (MessagePacker.revision(packed) > 0 ? AMENDED_OVERHEAD : 0);
  }
}
