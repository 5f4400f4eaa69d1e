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
 * The drafts of one conversation in one call, on their way: in order, each waiting, then stored but
 * not yet stood for by the log's document, then answered. Belongs to the thread of the call.
 */
final class Lot {
  final Conversation conversation;

  /** Those that are not stored yet, as far as is known. */
  final List<Entry> waiting = new ArrayList<>();

  /** Those that are stored, and are answered once the log stands for them. */
  private final List<Entry> landed = new ArrayList<>();

  private final Map<ClientKey, Entry> byClientKey = new HashMap<>();
  private final AppendResult[] results;

  /** Whether an insert had no answer, so that what waits may be stored all the same. */
  private boolean inDoubt;

  private boolean everInDoubt;

  /** The first that waits, if another message was in its way. */
  @Nullable Entry collided;

  /** Whether others write to the conversation, so that its log's document lags behind. */
  boolean crowded;

  /** Why it did not go on the last time. */
  private String trouble = "no time was left";

  private int failures;

  @Nullable Log log;
  private @Nullable Instant expireAt;

  Lot(Conversation conversation, AppendResult[] results) {
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
    return waiting.isEmpty() && landed.isEmpty();
  }

  boolean isInDoubt() {
    return inDoubt;
  }

  void doubt() {
    inDoubt = true;
    everInDoubt = true;
  }

  /** Notes that it was looked up what is stored. */
  void lookedUp() {
    inDoubt = false;
    collided = null;
  }

  boolean hasLanded() {
    return !landed.isEmpty();
  }

  /** The documents of those that wait, numbered from a number on. */
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

  /** Notes that the first so many of those that wait are stored. */
  void land(int count) {
    List<Entry> stored = waiting.subList(0, count);
    landed.addAll(stored);
    stored.clear();
  }

  /** Notes that a whole try failed. */
  void failed(String reason) {
    trouble = reason;
    failures++;
  }

  /** Notes that the first that waits was not stored. */
  void failed(BulkWriteError error) {
    Entry entry = waiting.get(0);
    if (Errors.isDuplicateKey(error)) {
      collided = entry;
      trouble = "others wrote to the conversation all the time";
    } else if (Errors.isOfDocument(error)) {
      refuse(entry, "the server refused the document: code " + error.getCode());
    } else {
      trouble = "the server refused a write: code " + error.getCode();
    }
  }

  /** Up to where the log's document has to be raised before what has landed is answered. */
  Logs.Raise raise(Log current) {
    long last = landed.stream().mapToLong(entry -> entry.seq).max().orElse(current.seq());
    return new Logs.Raise(current, last, current.revision(), expireAt);
  }

  /** Answers what has landed: the log stands for it, by now. */
  void answerLanded(Log current, Instant now) {
    boolean inTime = expireAt == null || now.isBefore(expireAt);
    for (Entry entry : landed) {
      answer(
          entry,
          inTime
              ? new AppendResult.Stored(
                  Message.builder(entry.draft, current.epoch(), entry.seq).build())
              : new AppendResult.Unknown("it expired before its number was certain"));
    }
    landed.clear();
  }

  /** Takes back what has landed in a log that was deleted before anybody could see it. */
  void landedInVain() {
    waiting.addAll(0, landed);
    landed.clear();
    log = null;
  }

  /** Answers one that waits with a message that is stored, and visible. */
  void answerFound(Entry entry, Message message) {
    waiting.remove(entry);
    // Its own message, of a try without answer; another's has another id.
    boolean own = everInDoubt && message.id().equals(entry.draft.id());
    answer(entry, own ? new AppendResult.Stored(message) : new AppendResult.Duplicate(message));
  }

  void refuse(Entry entry, String reason) {
    waiting.remove(entry);
    answer(entry, new AppendResult.Refused(reason));
  }

  void refuseAll(String reason) {
    List.copyOf(waiting).forEach(entry -> refuse(entry, reason));
  }

  /** Gives up if so many tries have failed; gives whether they have. */
  boolean giveUpAfter(int maxFailures) {
    if (failures < maxFailures) {
      return false;
    }
    giveUp();
    return true;
  }

  /** Answers whatever has no answer yet, when time is over. */
  void giveUp() {
    waiting.addAll(landed);
    landed.clear();
    for (Entry entry : waiting) {
      answer(entry, new AppendResult.Unknown(trouble));
    }
    waiting.clear();
  }

  private void answer(Entry entry, AppendResult result) {
    results[entry.index] = result;
    for (int repeat : entry.repeats) {
      results[repeat] =
          result instanceof AppendResult.Stored stored
              ? new AppendResult.Duplicate(stored.message())
              : result;
    }
  }

  /** One draft, and where its answer goes. */
  static final class Entry {
    final Draft draft;
    final ClientKey clientKey;
    private final int index;

    /** The places of later drafts of the same call that say the same. */
    private final List<Integer> repeats = new ArrayList<>();

    private long seq;

    /** The number with which it was tried last. */
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
