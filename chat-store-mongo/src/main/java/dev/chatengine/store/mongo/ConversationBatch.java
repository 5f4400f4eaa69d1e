package dev.chatengine.store.mongo;

import com.mongodb.bulk.BulkWriteError;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.store.mongo.Messages.ClientKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The drafts of one conversation in one call, in order. Each is first waiting, then stored but not
 * yet covered by the log's document, then answered. For the thread of the call alone.
 */
final class ConversationBatch {
  final Conversation conversation;

  /** Drafts that are not known to be stored. */
  final List<Entry> waiting = new ArrayList<>();

  /** Stored drafts; they are answered once the log's document covers them. */
  private final List<Entry> stored = new ArrayList<>();

  private final Map<ClientKey, Entry> byClientKey = new HashMap<>();
  private final AppendResult[] results;

  /** Whether an insert had no answer, so that waiting drafts may be stored after all. */
  private boolean outcomeUnknown;

  private boolean wasOutcomeUnknown;

  /** The first waiting draft, if another message has its number, its id or its client's id. */
  @Nullable Entry collided;

  /** Whether other nodes write to the conversation, so that its log's document lags behind. */
  boolean contended;

  /** Why the last try failed. */
  private String failure = "no time was left";

  private int failures;

  @Nullable Log log;
  private @Nullable Instant expireAt;

  ConversationBatch(Conversation conversation, AppendResult[] results) {
    this.conversation = conversation;
    this.results = results;
  }

  void add(int index, Draft draft) {
    Entry entry = new Entry(index, draft);
    Entry first = byClientKey.putIfAbsent(entry.clientKey, entry);
    if (first == null) {
      waiting.add(entry);
    } else {
      first.repeats.add(index);
    }
  }

  boolean isDone() {
    return waiting.isEmpty() && stored.isEmpty();
  }

  boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }

  void outcomeUnknown() {
    outcomeUnknown = true;
    wasOutcomeUnknown = true;
  }

  /** The stored drafts were looked up. */
  void outcomeKnown() {
    outcomeUnknown = false;
    collided = null;
  }

  boolean hasStored() {
    return !stored.isEmpty();
  }

  /** The documents of the waiting drafts, numbered after {@code lastSeq}. */
  List<Document> number(Log current, long lastSeq, @Nullable Instant expiry) {
    log = current;
    expireAt = expiry;
    List<Document> documents = new ArrayList<>(waiting.size());
    long seq = lastSeq;
    for (Entry entry : List.copyOf(waiting)) {
      try {
        documents.add(MessageCodec.encode(entry.draft, current, seq + 1, expireAt));
        seq++;
        entry.seq = seq;
      } catch (IllegalArgumentException e) {
        refuse(entry, "no document can hold the draft: " + e.getMessage());
      }
    }
    return documents;
  }

  /** Records that the first {@code count} waiting drafts are stored. */
  void markStored(int count) {
    List<Entry> inserted = waiting.subList(0, count);
    stored.addAll(inserted);
    inserted.clear();
  }

  /** Records that a whole try has failed. */
  void failed(String reason) {
    failure = reason;
    failures++;
  }

  /** Records that the first waiting draft was not stored. */
  void failed(BulkWriteError error) {
    Entry entry = waiting.get(0);
    if (Errors.isDuplicateKey(error)) {
      collided = entry;
      failure = "others wrote to the conversation all the time";
    } else if (Errors.isOfDocument(error)) {
      refuse(entry, "the server refused the document: code " + error.getCode());
    } else {
      failure = "the server refused a write: code " + error.getCode();
    }
  }

  /** The counts that the log's document has to reach before stored drafts are answered. */
  Logs.Raise raise(Log current) {
    long last = stored.stream().mapToLong(entry -> entry.seq).max().orElse(current.seq());
    return new Logs.Raise(current, last, current.revision(), expireAt);
  }

  /** Answers the stored drafts: the log's document covers them. */
  void answerStored(Log current, Instant now) {
    boolean inTime = expireAt == null || now.isBefore(expireAt);
    for (Entry entry : stored) {
      answer(
          entry,
          inTime
              ? new AppendResult.Stored(
                  Message.builder(entry.draft, current.epoch(), entry.seq).build())
              : new AppendResult.Unknown("it expired before its number was certain"));
    }
    stored.clear();
  }

  /** Puts the stored drafts back to waiting: the log was deleted before any reader saw them. */
  void orphaned() {
    waiting.addAll(0, stored);
    stored.clear();
    log = null;
  }

  /** Answers a waiting draft with a message that is stored and visible. */
  void answerFound(Entry entry, Message message) {
    waiting.remove(entry);
    // If it has the draft's id, it is the draft itself, from a try without an answer.
    boolean own = wasOutcomeUnknown && message.id().equals(entry.draft.id());
    answer(entry, own ? new AppendResult.Stored(message) : new AppendResult.Duplicate(message));
  }

  void refuse(Entry entry, String reason) {
    waiting.remove(entry);
    answer(entry, new AppendResult.Refused(reason));
  }

  void refuseAll(String reason) {
    List.copyOf(waiting).forEach(entry -> refuse(entry, reason));
  }

  /** Gives up if that many tries have failed. Returns whether it gave up. */
  boolean giveUpAfter(int maxFailures) {
    if (failures < maxFailures) {
      return false;
    }
    giveUp();
    return true;
  }

  /** Answers all remaining drafts: their outcome is unknown. */
  void giveUp() {
    waiting.addAll(stored);
    stored.clear();
    for (Entry entry : waiting) {
      answer(entry, new AppendResult.Unknown(failure));
    }
    waiting.clear();
  }

  private void answer(Entry entry, AppendResult result) {
    results[entry.index] = result;
    for (int repeat : entry.repeats) {
      results[repeat] =
          result instanceof AppendResult.Stored first
              ? new AppendResult.Duplicate(first.message())
              : result;
    }
  }

  /** A draft and the index of its answer. */
  static final class Entry {
    final Draft draft;
    final ClientKey clientKey;
    private final int index;

    /** The indexes of later drafts of the call that repeat this one. */
    private final List<Integer> repeats = new ArrayList<>();

    private long seq;

    /** The number of the draft's last try. */
    long seq() {
      return seq;
    }

    Entry(int index, Draft draft) {
      this.index = index;
      this.draft = draft;
      clientKey = new ClientKey(draft.sender().id(), draft.clientMessageId());
    }
  }
}
