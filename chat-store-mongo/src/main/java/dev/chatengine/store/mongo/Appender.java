package dev.chatengine.store.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.store.mongo.ConversationBatch.Entry;
import dev.chatengine.store.mongo.Messages.ClientKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends drafts: inserts them after the last message. A unique index on the number decides which
 * node was first, so <i>n</i> + 1 exists only after <i>n</i> does.
 *
 * <p>The drafts of one conversation are one ordered insert, which ends at its first failure and so
 * leaves no gap. Conversations with one draft each share an unordered insert, in which a failure
 * does not stop the others. When a shared command fails as a whole, each conversation is tried on
 * its own.
 *
 * <p>A draft is answered once its log's document covers it, so that its number outlives it. If that
 * happens so late that the message may have been removed, and its number given to another message,
 * the outcome is unknown.
 */
final class Appender {
  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

  private static final int SHARED_PART = 3;

  /** By how much the clocks of nodes may differ. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  /** After this many failures of a conversation, the other conversations stop waiting for it. */
  private static final int MAX_FAILURES = 3;

  private final MongoStoreOptions options;
  private final Logs logs;
  private final Messages messages;
  private final Amendments amendments;
  private final InstantSource clock;

  /** How many drafts were tried again because other nodes wrote to their conversation. */
  private final LongAdder collisions = new LongAdder();

  Appender(
      MongoStoreOptions options,
      Logs logs,
      Messages messages,
      Amendments amendments,
      InstantSource clock) {
    this.options = options;
    this.clock = clock;
    this.logs = logs;
    this.messages = messages;
    this.amendments = amendments;
  }

  long collisions() {
    return collisions.sum();
  }

  List<AppendResult> append(List<Draft> drafts) {
    AppendResult[] results = new AppendResult[drafts.size()];
    Map<Conversation, ConversationBatch> batches = new LinkedHashMap<>();
    for (int i = 0; i < results.length; i++) {
      Draft draft = drafts.get(i);
      batches
          .computeIfAbsent(draft.conversation(), key -> new ConversationBatch(key, results))
          .add(i, draft);
    }
    append(new ArrayList<>(batches.values()), Deadline.in(options.deadline()));
    return List.of(results);
  }

  private void append(List<ConversationBatch> batches, Deadline deadline) {
    boolean shared = true;
    int all = batches.size();
    int tries = 0;
    while (!batches.isEmpty() && !deadline.isOver()) {
      if (shared && batches.size() > 1) {
        // A part of the time: if one conversation hangs, the others must have time left.
        shared = attempt(batches, deadline.part(SHARED_PART));
      } else {
        for (int i = 0; i < batches.size(); i++) {
          // Half at first: an insert without an answer is looked up and tried again.
          int parts = (batches.size() - i) * (tries == 0 ? 2 : 1);
          attempt(batches.subList(i, i + 1), deadline.part(parts));
        }
      }
      batches.removeIf(ConversationBatch::isDone);
      if (batches.size() < all) {
        batches.removeIf(batch -> batch.giveUpAfter(MAX_FAILURES));
      }
      tries++;
      if (!batches.isEmpty() && !Backoff.afterTries(tries)) {
        break;
      }
    }
    batches.forEach(ConversationBatch::giveUp);
  }

  /** Runs all steps once. Returns false if a step failed for all batches. */
  private boolean attempt(List<ConversationBatch> batches, Deadline deadline) {
    try {
      // First look up what an earlier try has stored, while its log is still known.
      raise(batches.stream().filter(ConversationBatch::hasStored).toList(), deadline);
      for (ConversationBatch batch : batches) {
        lookUp(batch, deadline);
      }
      insert(batches.stream().filter(batch -> !batch.waiting.isEmpty()).toList(), deadline);
      raise(batches.stream().filter(ConversationBatch::hasStored).toList(), deadline);
      return true;
    } catch (RuntimeException e) {
      LOG.debug("A try to append failed", e);
      String reason = Errors.reason(e);
      batches.forEach(batch -> batch.failed(reason));
      return false;
    }
  }

  /** Looks up stored drafts: after an insert without an answer all, else the one that collided. */
  private void lookUp(ConversationBatch batch, Deadline deadline) {
    if (!batch.isOutcomeUnknown() && batch.collided == null) {
      return;
    }
    List<Entry> entries =
        batch.isOutcomeUnknown()
            ? List.copyOf(batch.waiting)
            : List.of(Objects.requireNonNull(batch.collided));
    Log log = open(batch, logs.open(List.of(batch.conversation), deadline));
    Map<ClientKey, Document> found = new HashMap<>();
    List<ClientKey> keys = entries.stream().map(entry -> entry.clientKey).toList();
    for (Document document : messages.findByClientKeys(log, keys, deadline)) {
      found.put(ClientKey.of(document), document);
    }
    if (!found.isEmpty()) {
      answerFound(batch, log, entries, found, deadline);
    } else if (batch.collided != null) {
      resolveConflict(batch, batch.collided, log, deadline);
    }
    batch.outcomeKnown();
  }

  private void answerFound(
      ConversationBatch batch,
      Log log,
      List<Entry> entries,
      Map<ClientKey, Document> found,
      Deadline deadline) {
    Instant now = clock.instant();
    // The log's document has to cover these messages before a reader sees them or they are removed.
    // It must not cover messages that a failover may take back: that would leave a gap.
    Log raised = raiseTo(messages.lastSafeBeyond(log, deadline), log, deadline);
    Log settled = raised == null ? null : amendments.settle(raised, deadline);
    if (settled == null) {
      return;
    }
    for (Entry entry : entries) {
      Document document = found.get(entry.clientKey);
      if (document != null && MessageCodec.isExpired(document, now)) {
        messages.deleteExpired(Objects.requireNonNull(document.getString(Fields.ID)), deadline);
      } else if (document != null) {
        Document current =
            messages.find(settled, Objects.requireNonNull(document.getString(Fields.ID)), deadline);
        if (current != null) {
          batch.answerFound(entry, MessageCodec.decode(current, settled));
        }
      }
    }
  }

  /**
   * Removes an expired message that has the draft's id; refuses the draft if it has not expired.
   */
  private void resolveConflict(ConversationBatch batch, Entry entry, Log log, Deadline deadline) {
    if (entry.seq() <= log.seq()) {
      // Another message has the draft's number: that was the collision.
      return;
    }
    Document other = messages.findAnywhere(entry.draft.id(), deadline);
    if (other == null) {
      return;
    }
    if (MessageCodec.isExpired(other, clock.instant())) {
      if (raiseTo(messages.lastBeyond(log, deadline), log, deadline) != null) {
        messages.deleteExpired(entry.draft.id(), deadline);
      }
    } else if (!log.key().equals(other.getString(Fields.CONVERSATION))
        || !log.log().equals(other.getString(Fields.LOG))
        || !ClientKey.of(other).equals(entry.clientKey)) {
      // Or it is the draft itself, of a try without an answer: found once a majority has it.
      batch.refuse(entry, "another message has the id of this draft");
    }
  }

  private @Nullable Log raiseTo(@Nullable Document last, Log log, Deadline deadline) {
    return last == null ? log : logs.cover(log, last, deadline);
  }

  private void insert(List<ConversationBatch> batches, Deadline deadline) {
    if (batches.isEmpty()) {
      return;
    }
    Map<Conversation, Log> opened =
        logs.open(batches.stream().map(batch -> batch.conversation).toList(), deadline);
    List<ConversationBatch> singles = new ArrayList<>();
    List<Document> documents = new ArrayList<>();
    for (ConversationBatch batch : batches) {
      List<Document> own = number(batch, open(batch, opened), deadline);
      if (own.size() == 1) {
        singles.add(batch);
        documents.addAll(own);
      } else if (own.size() > 1) {
        insertOrdered(batch, own, deadline);
      }
    }
    if (!singles.isEmpty()) {
      insertUnordered(singles, documents, deadline);
    }
  }

  private static Log open(ConversationBatch batch, Map<Conversation, Log> opened) {
    return Objects.requireNonNull(opened.get(batch.conversation), "log");
  }

  private List<Document> number(ConversationBatch batch, Log log, Deadline deadline) {
    Duration kept;
    try {
      kept = options.retentionOf(batch.conversation);
    } catch (RuntimeException e) {
      batch.refuseAll("no retention of the conversation is known: " + e);
      return List.of();
    }
    Document last = batch.contended ? messages.lastBeyond(log, deadline) : null;
    long lastSeq = last == null ? log.seq() : last.getLong(Fields.SEQ);
    Instant lastExpiry =
        last == null ? log.lastExpireAt() : MessageCodec.instant(last, Fields.EXPIRE_AT);
    return batch.number(log, lastSeq, expiry(clock.instant(), lastExpiry, kept));
  }

  /** When a message expires: not before its predecessor, even if another node's clock is ahead. */
  private static @Nullable Instant expiry(Instant now, @Nullable Instant last, Duration kept) {
    if (kept.equals(MongoStoreOptions.FOREVER)) {
      return null;
    }
    Instant own = now.plus(kept);
    // No clock differs by more than this: the retention was shortened.
    return last != null && last.isAfter(own) && last.isBefore(own.plus(CLOCK_SKEW)) ? last : own;
  }

  private void insertOrdered(ConversationBatch batch, List<Document> documents, Deadline deadline) {
    insert(
        List.of(batch),
        documents,
        true,
        deadline,
        errors -> {
          batch.markStored(errors.isEmpty() ? documents.size() : errors.get(0).getIndex());
          errors.forEach(batch::failed);
        });
  }

  private void insertUnordered(
      List<ConversationBatch> batches, List<Document> documents, Deadline deadline) {
    insert(
        batches,
        documents,
        false,
        deadline,
        errors -> {
          BulkWriteError[] byBatch = new BulkWriteError[batches.size()];
          errors.forEach(error -> byBatch[error.getIndex()] = error);
          for (int i = 0; i < byBatch.length; i++) {
            if (byBatch[i] == null) {
              batches.get(i).markStored(1);
            } else {
              batches.get(i).failed(byBatch[i]);
            }
          }
        });
  }

  private void insert(
      List<ConversationBatch> batches,
      List<Document> documents,
      boolean ordered,
      Deadline deadline,
      Consumer<List<BulkWriteError>> settled) {
    List<BulkWriteError> errors;
    try {
      messages.insert(documents, ordered, deadline);
      errors = List.of();
    } catch (MongoBulkWriteException e) {
      if (e.getWriteConcernError() != null) {
        batches.forEach(ConversationBatch::outcomeUnknown);
        throw e;
      }
      errors = e.getWriteErrors();
    } catch (RuntimeException e) {
      batches.forEach(ConversationBatch::outcomeUnknown);
      throw e;
    }
    settled.accept(errors);
    for (ConversationBatch batch : batches) {
      batch.contended = batch.collided != null;
      if (batch.contended) {
        collisions.increment();
      }
    }
  }

  /** Raises the logs' documents to cover the stored drafts, and then answers these. */
  private void raise(List<ConversationBatch> batches, Deadline deadline) {
    if (batches.isEmpty()) {
      return;
    }
    List<Logs.Raise> raises =
        batches.stream().map(batch -> batch.raise(Objects.requireNonNull(batch.log))).toList();
    if (batches.size() > 1 && logs.raiseAll(raises, deadline)) {
      batches.forEach(
          batch -> batch.answerStored(Objects.requireNonNull(batch.log), clock.instant()));
      return;
    }
    for (int i = 0; i < raises.size(); i++) {
      raise(batches.get(i), raises.get(i), deadline);
    }
  }

  private void raise(ConversationBatch batch, Logs.Raise raise, Deadline deadline) {
    Log raised = logs.raise(raise, deadline);
    if (raised != null) {
      batch.answerStored(raised, clock.instant());
      return;
    }
    // The log was deleted meanwhile. No reader has seen these drafts, so they go to the next log.
    messages.deleteAll(raise.log().key(), raise.log().log(), raise.log().seq(), deadline);
    batch.orphaned();
  }
}
