package dev.chatengine.memory.log;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The log of one conversation. Messages are only dropped from its beginning, so that the numbers of
 * the others have no gap, and a message is found by its number without a search.
 *
 * <p>The monitor of this object guards the contents. It is held for one operation, and no other
 * lock is taken meanwhile.
 */
public final class ConversationLog {
  /** Bounds the time for which a log and the directory are locked to make room. */
  private static final int MAX_TRIM = 1_000;

  private final Conversation conversation;
  private final LogBounds bounds;
  private final AtomicLong totalBytes;
  private final AtomicLong writes;
  private final KeyHash hash;

  private PackedLog messages;
  private Position start = Position.EMPTY;
  private long revision;
  private long storedAt;

  /** No message was stored before this time, so that most uses need not read the oldest message. */
  private long oldestStoredAt;

  private long lastWrite;
  private boolean retired;

  /** How often the conversation was opened and not released; guarded by the directory. */
  int openings;

  /** Whether the directory has nothing to do after a use; written by the directory alone. */
  volatile boolean settled;

  /**
   * Makes an empty log.
   *
   * @param totalBytes the size of the messages of all logs
   * @param writes the number of messages appended to private logs, by which these are ordered
   * @param hash the hash of message ids and client message ids
   */
  ConversationLog(
      Conversation conversation,
      LogBounds bounds,
      AtomicLong totalBytes,
      AtomicLong writes,
      KeyHash hash) {
    this.conversation = conversation;
    this.bounds = bounds;
    this.totalBytes = totalBytes;
    this.writes = writes;
    this.hash = hash;
    this.messages = new PackedLog(conversation, hash);
  }

  public Conversation conversation() {
    return conversation;
  }

  /** Appends a draft; null if the log was retired, so that the conversation has another log. */
  public synchronized @Nullable AppendResult append(Draft draft, long now) {
    if (retired) {
      return null;
    }
    dropExpired(now);
    PackedLog.Keys keys = messages.keysOf(draft);
    long earlier = messages.findByClientId(draft, keys);
    if (earlier != 0) {
      return new AppendResult.Duplicate(messages.get(earlier));
    }
    if (messages.find(draft, keys) != 0) {
      return new AppendResult.Refused("another message has the id of this draft");
    }
    if (isUnwritten()) {
      start = new Position(newEpoch(), 0, 0);
    }
    Message message = Message.builder(draft, start.epoch(), messages.newestSeq() + 1).build();
    storedAt = now;
    long bytesBefore = messages.bytes();
    messages.add(message, keys, storedAt);
    if (conversation instanceof Direct) {
      lastWrite = writes.incrementAndGet();
    }
    if (messages.size() > bounds.messages()) {
      messages.dropOldest();
    }
    weigh(bytesBefore);
    return new AppendResult.Stored(message);
  }

  public synchronized AmendResult amend(String messageId, long basedOn, Amendment state, long now) {
    dropExpired(now);
    long found = messages.find(messageId);
    if (found == 0) {
      return new AmendResult.NotFound();
    }
    Message current = messages.get(found);
    if (current.revision() != basedOn) {
      return new AmendResult.Conflict(current);
    }
    Message changed = current.amended(state, revision + 1);
    revision++;
    long bytesBefore = messages.bytes();
    messages.amend(changed);
    weigh(bytesBefore);
    return new AmendResult.Stored(changed);
  }

  public synchronized Page before(long beforeSeq, int limit, long now) {
    dropExpired(now);
    long oldest = messages.oldestSeq();
    long end = Math.max(oldest, Math.min(beforeSeq, messages.newestSeq() + 1));
    long begin = Math.max(oldest, end - limit);
    return new Page(head(), messages.range(begin, end), begin > oldest);
  }

  public synchronized Page after(long afterSeq, int limit, long now) {
    dropExpired(now);
    long newest = messages.newestSeq();
    long begin = Math.max(messages.oldestSeq(), Math.min(afterSeq, newest) + 1);
    long end = Math.min(newest + 1, begin + limit);
    return new Page(head(), messages.range(begin, end), end <= newest);
  }

  public synchronized Page amendments(long afterRevision, int limit, long now) {
    dropExpired(now);
    List<Message> found = messages.amendedAfter(afterRevision, limit + 1);
    boolean hasMore = found.size() > limit;
    return new Page(head(), hasMore ? found.subList(0, limit) : found, hasMore);
  }

  public synchronized Optional<Message> find(String messageId, long now) {
    dropExpired(now);
    return get(messages.find(messageId));
  }

  public synchronized Optional<Message> findByClientId(
      String senderId, String clientMessageId, long now) {
    dropExpired(now);
    return get(messages.findByClientId(senderId, clientMessageId));
  }

  private Optional<Message> get(long found) {
    return found == 0 ? Optional.empty() : Optional.of(messages.get(found));
  }

  public synchronized Head head() {
    return isUnwritten()
        ? Head.EMPTY
        : new Head(start, new Position(start.epoch(), messages.newestSeq(), revision));
  }

  /** The value of {@link #writes} at the last append. */
  public synchronized long lastWrite() {
    return lastWrite;
  }

  public synchronized Head restart(String epoch) {
    if (!isUnwritten() && start.epoch().equals(epoch)) {
      start = new Position(newEpoch(), messages.newestSeq(), revision);
    }
    return head();
  }

  /** Whether no message was appended in any epoch that is remembered. */
  synchronized boolean isUnwritten() {
    return messages.newestSeq() == 0;
  }

  /**
   * Drops an eighth of the messages, at least one and at most {@value #MAX_TRIM}.
   *
   * @return how many were dropped
   */
  synchronized int trim(boolean keepNewest) {
    int droppable = messages.size() - (keepNewest ? 1 : 0);
    int count = Math.min(droppable, Math.max(1, Math.min(MAX_TRIM, messages.size() / 8)));
    for (int i = 0; i < count; i++) {
      dropOldest();
    }
    return Math.max(0, count);
  }

  /**
   * Deletes everything; the next message is the first of a new epoch.
   *
   * @return whether there was anything to delete
   */
  synchronized boolean clear() {
    boolean written = !isUnwritten();
    // Not one by one, since other threads may wait for the directory.
    totalBytes.addAndGet(-messages.bytes());
    messages = new PackedLog(conversation, hash);
    start = Position.EMPTY;
    revision = 0;
    return written;
  }

  /** Deletes everything, and accepts no more messages. */
  synchronized boolean retire() {
    retired = true;
    return clear();
  }

  private void dropExpired(long now) {
    if (now < storedAt) {
      // The clock was set back: no message must be kept for longer than the retention.
      messages.storedAtMost(now);
      storedAt = now;
      oldestStoredAt = Math.min(oldestStoredAt, now);
    }
    if (now - oldestStoredAt < bounds.retentionMillis()) {
      return;
    }
    while (messages.size() > 0 && now - messages.oldestStoredAt() >= bounds.retentionMillis()) {
      dropOldest();
    }
    if (messages.size() > 0) {
      oldestStoredAt = messages.oldestStoredAt();
    }
  }

  private void dropOldest() {
    long bytesBefore = messages.bytes();
    messages.dropOldest();
    weigh(bytesBefore);
  }

  /** Updates the total size by how much this log grew or shrank. */
  private void weigh(long bytesBefore) {
    totalBytes.addAndGet(messages.bytes() - bytesBefore);
  }

  private static String newEpoch() {
    String epoch;
    do {
      epoch = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    } while (epoch.equals(Position.NO_EPOCH));
    return epoch;
  }
}
