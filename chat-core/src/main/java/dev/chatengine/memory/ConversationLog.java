package dev.chatengine.memory;

import dev.chatengine.memory.LogEntry.ClientKey;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One conversation's log. What is kept is always an unbroken end of it, since messages are only
 * ever dropped from its beginning; so a message is found by its number without a search.
 *
 * <p>Its monitor guards its contents, is held for one operation, and no other lock is taken under
 * it.
 */
final class ConversationLog {
  /** Bounds the time for which a log and the directory are locked to make room. */
  private static final int MAX_TRIM = 1_000;

  private final Conversation conversation;
  private final Bounds bounds;
  private final AtomicLong totalBytes;
  private final AtomicLong writes;

  private EntryRing entries = new EntryRing();
  private final Map<String, LogEntry> byId = new HashMap<>();
  private final Map<ClientKey, LogEntry> byClientKey = new HashMap<>();

  /** The messages that were amended, by revision: each once, with its last amendment. */
  private final TreeMap<Long, LogEntry> amended = new TreeMap<>();

  private Position start = Position.EMPTY;
  private long seq;
  private long revision;
  private long storedAt;
  private long lastWrite;
  private long bytes;
  private boolean retired;

  /** How often the conversation is opened; guarded by the directory. */
  int openings;

  /** Whether the directory has nothing to do after a use; written by the directory alone. */
  volatile boolean settled;

  /**
   * Makes an empty log.
   *
   * @param totalBytes what the messages of all logs weigh
   * @param writes counts the messages appended to private logs, to put these in order
   */
  ConversationLog(
      Conversation conversation, Bounds bounds, AtomicLong totalBytes, AtomicLong writes) {
    this.conversation = conversation;
    this.bounds = bounds;
    this.totalBytes = totalBytes;
    this.writes = writes;
  }

  Conversation conversation() {
    return conversation;
  }

  /** Appends a draft, or gives null if the log was retired: then the conversation has another. */
  synchronized @Nullable AppendResult append(Draft draft, long now) {
    if (retired) {
      return null;
    }
    dropExpired(now);
    ClientKey clientKey = ClientKey.of(draft);
    LogEntry earlier = byClientKey.get(clientKey);
    if (earlier != null) {
      return new AppendResult.Duplicate(earlier.message());
    }
    if (byId.containsKey(draft.id())) {
      return new AppendResult.Refused("another message has the id of this draft");
    }
    if (isUnwritten()) {
      start = new Position(newEpoch(), 0, 0);
    }
    Message message = Message.builder(draft, start.epoch(), seq + 1).build();
    seq++;
    // Never before the message before it, should the clock go back: the oldest expires first.
    storedAt = Math.max(storedAt, now);
    LogEntry entry = new LogEntry(clientKey, message, storedAt);
    entries.add(entry);
    byId.put(message.id(), entry);
    byClientKey.put(clientKey, entry);
    weigh(entry.size());
    if (conversation instanceof Direct) {
      lastWrite = writes.incrementAndGet();
    }
    if (entries.size() > bounds.messages()) {
      dropOldest();
    }
    return new AppendResult.Stored(message);
  }

  synchronized AmendResult amend(String messageId, long basedOn, Amendment state, long now) {
    dropExpired(now);
    LogEntry entry = byId.get(messageId);
    if (entry == null) {
      return new AmendResult.NotFound();
    }
    Message current = entry.message();
    if (current.revision() != basedOn) {
      return new AmendResult.Conflict(current);
    }
    Message changed = current.amended(state, revision + 1);
    revision++;
    amended.remove(current.revision());
    amended.put(changed.revision(), entry);
    int sizeBefore = entry.size();
    entry.replace(changed);
    weigh(entry.size() - sizeBefore);
    return new AmendResult.Stored(changed);
  }

  synchronized Page before(long beforeSeq, int limit, long now) {
    dropExpired(now);
    long oldest = oldestSeq();
    long end = Math.max(oldest, Math.min(beforeSeq, seq + 1));
    long begin = Math.max(oldest, end - limit);
    return new Page(head(), range(begin, end), begin > oldest);
  }

  synchronized Page after(long afterSeq, int limit, long now) {
    dropExpired(now);
    long begin = Math.max(oldestSeq(), Math.min(afterSeq, seq) + 1);
    long end = Math.min(seq + 1, begin + limit);
    return new Page(head(), range(begin, end), end <= seq);
  }

  synchronized Page amendments(long afterRevision, int limit, long now) {
    dropExpired(now);
    List<Message> messages = new ArrayList<>();
    for (LogEntry entry : amended.tailMap(afterRevision, false).values()) {
      if (messages.size() == limit) {
        return new Page(head(), messages, true);
      }
      messages.add(entry.message());
    }
    return new Page(head(), messages, false);
  }

  synchronized Optional<Message> find(String messageId, long now) {
    dropExpired(now);
    return Optional.ofNullable(byId.get(messageId)).map(LogEntry::message);
  }

  synchronized Optional<Message> findByClientKey(ClientKey clientKey, long now) {
    dropExpired(now);
    return Optional.ofNullable(byClientKey.get(clientKey)).map(LogEntry::message);
  }

  synchronized Head head() {
    return isUnwritten() ? Head.EMPTY : new Head(start, new Position(start.epoch(), seq, revision));
  }

  /** The count of {@link #writes} at the last append. */
  synchronized long lastWrite() {
    return lastWrite;
  }

  synchronized Head restart(String epoch) {
    if (!isUnwritten() && start.epoch().equals(epoch)) {
      start = new Position(newEpoch(), seq, revision);
    }
    return head();
  }

  /** Whether no message was appended in any epoch that is remembered. */
  synchronized boolean isUnwritten() {
    return seq == 0;
  }

  /**
   * Drops an eighth of the messages, at least one and at most {@value #MAX_TRIM}.
   *
   * @return how many were dropped
   */
  synchronized int trim(boolean keepNewest) {
    int droppable = entries.size() - (keepNewest ? 1 : 0);
    int count = Math.min(droppable, Math.max(1, Math.min(MAX_TRIM, entries.size() / 8)));
    for (int i = 0; i < count; i++) {
      dropOldest();
    }
    return Math.max(0, count);
  }

  /**
   * Forgets everything; the next message is the first of a new epoch.
   *
   * @return whether there was anything to forget
   */
  synchronized boolean clear() {
    boolean written = !isUnwritten();
    // Not one by one: others may wait for the directory meanwhile.
    entries = new EntryRing();
    byId.clear();
    byClientKey.clear();
    amended.clear();
    weigh(-bytes);
    start = Position.EMPTY;
    seq = 0;
    revision = 0;
    return written;
  }

  /** Forgets everything, and takes no more messages. */
  synchronized boolean retire() {
    retired = true;
    return clear();
  }

  private void dropExpired(long now) {
    while (entries.size() > 0 && now - entries.get(0).storedAt() >= bounds.retentionMillis()) {
      dropOldest();
    }
  }

  private void dropOldest() {
    LogEntry entry = entries.removeFirst();
    byId.remove(entry.message().id());
    byClientKey.remove(entry.clientKey());
    if (entry.message().revision() > 0) {
      amended.remove(entry.message().revision());
    }
    weigh(-entry.size());
  }

  private void weigh(long difference) {
    bytes += difference;
    totalBytes.addAndGet(difference);
  }

  /** The number of the oldest message kept, or of the next one if none is. */
  private long oldestSeq() {
    return seq - entries.size() + 1;
  }

  private List<Message> range(long begin, long end) {
    if (begin >= end) {
      return List.of();
    }
    int index = (int) (begin - oldestSeq());
    Message[] messages = new Message[(int) (end - begin)];
    for (int i = 0; i < messages.length; i++) {
      messages[i] = entries.get(index + i).message();
    }
    return Arrays.asList(messages);
  }

  private static String newEpoch() {
    String epoch;
    do {
      epoch = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    } while (epoch.equals(Position.NO_EPOCH));
    return epoch;
  }
}
