package dev.chatengine.memory;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Message;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The messages of one log, packed, with unbroken numbers: added at the end, dropped from the
 * beginning, and found by number, by id, by what their sender calls them and by revision. Guarded
 * by the log.
 */
final class PackedLog {
  /** An array's header and what it is rounded up by, and its places in the ring and the index. */
  private static final int OVERHEAD = 128;

  /** What finds an amended message by its revision. */
  private static final int AMENDED_OVERHEAD = 96;

  private final Conversation conversation;
  private final KeyHash hash;
  private final PackedRing messages = new PackedRing();

  /**
   * By the hash of the id, and of the client key where a client has given its own id. Most have
   * not, and then one entry finds the message by both.
   */
  private final SeqIndex index = new SeqIndex();

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
    index.add(MessagePacker.idHash(packed), newestSeq);
    if (MessagePacker.hasClientId(packed)) {
      index.add(MessagePacker.clientKeyHash(packed), newestSeq);
    }
    bytes += weight(packed);
  }

  /** Puts the amended form of a message in its place. */
  void amend(Message changed) {
    byte[] before = packed(changed.seq());
    byte[] after =
        MessagePacker.pack(
            changed,
            MessagePacker.storedAt(before),
            MessagePacker.idHash(before),
            MessagePacker.clientKeyHash(before));
    amended.remove(MessagePacker.revision(before));
    amended.put(changed.revision(), changed.seq());
    messages.set(place(changed.seq()), after);
    bytes += weight(after) - weight(before);
  }

  void dropOldest() {
    long seq = oldestSeq();
    byte[] packed = messages.removeFirst();
    index.remove(MessagePacker.idHash(packed), seq);
    if (MessagePacker.hasClientId(packed)) {
      index.remove(MessagePacker.clientKeyHash(packed), seq);
    }
    amended.remove(MessagePacker.revision(packed));
    bytes -= weight(packed);
  }

  /** When the oldest message was stored, in milliseconds by the store's clock. */
  long oldestStoredAt() {
    return MessagePacker.storedAt(messages.get(0));
  }

  /** The number of the message of this id, 0 if there is none. */
  long find(String id) {
    return index.find(hash.of(id), oldestSeq(), seq -> MessagePacker.hasId(packed(seq), id));
  }

  /** The number of the message that its sender calls so, 0 if there is none. */
  long findByClientId(String senderId, String clientMessageId) {
    LongPredicate isIt = seq -> MessagePacker.hasClientKey(packed(seq), senderId, clientMessageId);
    long found = index.find(hash.of(senderId, clientMessageId), oldestSeq(), isIt);
    return found == 0 ? index.find(hash.of(clientMessageId), oldestSeq(), isIt) : found;
  }

  Message get(long seq) {
    return MessagePacker.unpack(packed(seq), conversation, seq);
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

  private byte[] packed(long seq) {
    return messages.get(place(seq));
  }

  private int place(long seq) {
    return (int) (seq - oldestSeq());
  }

  private static int weight(byte[] packed) {
    return packed.length + OVERHEAD + (MessagePacker.revision(packed) > 0 ? AMENDED_OVERHEAD : 0);
  }
}
