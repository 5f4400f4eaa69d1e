package dev.chatengine.memory.log;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/**
 * The messages of one log, packed, with unbroken numbers: added at the end, dropped from the
 * beginning, and found by number, id, client message id and revision. Guarded by the log.
 */
final class PackedLog {
  /** The size of a message's entries in the index. */
  private static final int OVERHEAD = 64;

  /** The size of an amended message's entry in {@link #amended}. */
  private static final int AMENDED_OVERHEAD = 96;

  private final Conversation conversation;
  private final KeyHash hash;
  private final PackedMessages messages = new PackedMessages();

  /**
   * By the hash of the id, and by that of the client key unless the client message id is the id:
   * then one entry is enough for both.
   */
  private final SeqIndex index = new SeqIndex();

  /** The numbers of amended messages, each by its last revision. */
  private final TreeMap<Long, Long> amended = new TreeMap<>();

  PackedLog(Conversation conversation, KeyHash hash) {
    this.conversation = conversation;
    this.hash = hash;
  }

  /**
   * The hashes by which a draft's message is found.
   *
   * @param id of the message's id
   * @param clientKey of its sender's id and its client message id
   * @param clientId of its client message id
   */
  record Keys(int id, int clientKey, int clientId) {}

  Keys keysOf(Draft draft) {
    int id = hash.of(draft.id());
    String clientId = draft.clientMessageId();
    int ofClientId = clientId.equals(draft.id()) ? id : hash.of(clientId);
    return new Keys(id, hash.of(draft.sender().id(), clientId), ofClientId);
  }

  int size() {
    return messages.size();
  }

  /** About how much memory the log takes. */
  long bytes() {
    return messages.bytes()
        + (long) messages.size() * OVERHEAD
        + (long) amended.size() * AMENDED_OVERHEAD;
  }

  /** The number of the oldest message, or of the next one if there is none. */
  long oldestSeq() {
    return messages.oldestSeq();
  }

  /** The number of the message that was added last, 0 if none was. */
  long newestSeq() {
    return messages.newestSeq();
  }

  /** Adds a message, whose number is the next one. */
  void add(Message message, Keys keys, long storedAt) {
    messages.add(message, storedAt, keys.id, keys.clientKey);
    index.add(keys.id, message.seq());
    if (!message.clientMessageId().equals(message.id())) {
      index.add(keys.clientKey, message.seq());
    }
  }

  /** Replaces a message by its amended form. */
  void amend(Message changed) {
    PackedMessage before = messages.get(changed.seq());
    byte[] after =
        MessagePacker.pack(changed, before.storedAt(), before.idHash(), before.clientKeyHash());
    amended.remove(before.revision());
    amended.put(changed.revision(), changed.seq());
    messages.amend(changed.seq(), new PackedMessage(after, 0));
  }

  void dropOldest() {
    long seq = oldestSeq();
    PackedMessage oldest = messages.get(seq);
    index.remove(oldest.idHash(), seq);
    if (oldest.hasClientId()) {
      index.remove(oldest.clientKeyHash(), seq);
    }
    amended.remove(oldest.revision());
    messages.dropOldest();
  }

  /** Messages that were stored after a time by the store's clock count as stored at that time. */
  void storedAtMost(long moment) {
    for (long seq = newestSeq(); seq >= oldestSeq(); seq--) {
      PackedMessage message = messages.get(seq);
      if (message.storedAt() <= moment) {
        return;
      }
      message.setStoredAt(moment);
    }
  }

  /** When the oldest message was stored, in milliseconds by the store's clock. */
  long oldestStoredAt() {
    return messages.get(oldestSeq()).storedAt();
  }

  /** The number of the message of this id, 0 if there is none. */
  long find(String id) {
    return find(id, hash.of(id));
  }

  /** The number of the message of this client message id, 0 if there is none. */
  long findByClientId(String senderId, String clientId) {
    return findByClientId(senderId, clientId, hash.of(senderId, clientId), hash.of(clientId));
  }

  /** The number of the message of a draft's id, 0 if there is none. */
  long find(Draft draft, Keys keys) {
    return find(draft.id(), keys.id);
  }

  /** The number of the message of a draft's client message id, 0 if there is none. */
  long findByClientId(Draft draft, Keys keys) {
    return findByClientId(
        draft.sender().id(), draft.clientMessageId(), keys.clientKey, keys.clientId);
  }

  private long find(String id, int idHash) {
    return index.find(idHash, oldestSeq(), seq -> messages.get(seq).hasId(id));
  }

  private long findByClientId(String senderId, String clientId, int keyHash, int clientIdHash) {
    LongPredicate isIt = seq -> messages.get(seq).hasClientKey(senderId, clientId);
    long found = index.find(keyHash, oldestSeq(), isIt);
    return found == 0 ? index.find(clientIdHash, oldestSeq(), isIt) : found;
  }

  Message get(long seq) {
    return messages.get(seq).unpack(conversation, seq);
  }

  /** The messages from {@code begin} on, before {@code end}. */
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
}
