package dev.chatengine.store.mongo;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.store.mongo.Lot.Entry;
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
 * Appends drafts: inserts them behind the last message and lets the unique index on the number
 * decide who was first. So <i>n</i> + 1 exists only after <i>n</i> does.
 *
 * <p>The drafts of one conversation go in one ordered insert, which ends at its first failure and
 * so leaves no hole. Conversations with one draft each share an unordered insert, in which none
 * stops another. When a command that several share fails as a whole, each goes on alone.
 *
 * <p>A draft is answered once its log's document stands for it, so that its number outlives it. If
 * that comes so late that the message may have been removed, and its number given to another,
 * nobody knows what became of it.
 */
final class Appender {
  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

  private static final int SHARED_PART = 3;

  /** By how much the clocks of nodes may differ. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  /** How often a conversation may fail on its own before the others' answers wait no longer. */
  private static final int MAX_FAILURES = 3;

  private final MongoStoreOptions options;
  private final Logs logs;
  private final Messages messages;
  private final Amendments amendments;
  private final InstantSource clock;

  /** How often drafts had to be tried again because others wrote to their conversation. */
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
    Map<Conversation, Lot> lots = new LinkedHashMap<>();
    for (int i = 0; i < results.length; i++) {
      Draft draft = drafts.get(i);
      lots.computeIfAbsent(draft.conversation(), key -> new Lot(key, results)).add(i, draft);
    }
    append(new ArrayList<>(lots.values()), Deadline.in(options.deadline()));
    return List.of(results);
  }

  private void append(List<Lot> lots, Deadline deadline) {
    boolean shared = true;
    int all = lots.size();
    int tries = 0;
    while (!lots.isEmpty() && !deadline.isOver()) {
      if (shared && lots.size() > 1) {
        // Not all of the time: if one of them hangs, the others must still have some.
        shared = attempt(lots, deadline.part(SHARED_PART));
      } else {
        for (int i = 0; i < lots.size(); i++) {
          // At first only half of it: an insert without answer is to be looked up and tried again.
          int parts = (lots.size() - i) * (tries == 0 ? 2 : 1);
          attempt(lots.subList(i, i + 1), deadline.part(parts));
        }
      }
      lots.removeIf(Lot::isDone);
      if (lots.size() < all) {
        lots.removeIf(lot -> lot.giveUpAfter(MAX_FAILURES));
      }
      tries++;
      if (!lots.isEmpty() && !Pause.afterTries(tries)) {
        break;
      }
    }
    lots.forEach(Lot::giveUp);
  }

  /** Goes through all steps once; gives false if a step failed for all of them. */
  private boolean attempt(List<Lot> lots, Deadline deadline) {
    try {
      // What is left of a try before, while the log in which it landed is still known.
      raise(lots.stream().filter(Lot::hasLanded).toList(), deadline);
      for (Lot lot : lots) {
        lookUp(lot, deadline);
      }
      insert(lots.stream().filter(lot -> !lot.waiting.isEmpty()).toList(), deadline);
      raise(lots.stream().filter(Lot::hasLanded).toList(), deadline);
      return true;
    } catch (RuntimeException e) {
      LOG.debug("A try to append failed", e);
      String reason = Errors.reason(e);
      lots.forEach(lot -> lot.failed(reason));
      return false;
    }
  }

  /** Finds what is stored already: of all after an insert without answer, or of who collided. */
  private void lookUp(Lot lot, Deadline deadline) {
    if (!lot.isInDoubt() && lot.collided == null) {
      return;
    }
    List<Entry> entries =
        lot.isInDoubt() ? List.copyOf(lot.waiting) : List.of(Objects.requireNonNull(lot.collided));
    Log log = open(lot, logs.open(List.of(lot.conversation), deadline));
    Map<ClientKey, Document> found = new HashMap<>();
    List<ClientKey> keys = entries.stream().map(entry -> entry.clientKey).toList();
    for (Document document : messages.findByClientKeys(log, keys, deadline)) {
      found.put(ClientKey.of(document), document);
    }
    if (!found.isEmpty()) {
      answerFound(lot, log, entries, found, deadline);
    } else if (lot.collided != null) {
      makeWay(lot, lot.collided, log, deadline);
    }
    lot.lookedUp();
  }

  private void answerFound(
      Lot lot, Log log, List<Entry> entries, Map<ClientKey, Document> found, Deadline deadline) {
    Instant now = clock.instant();
    // Before anybody hears of them, or they are removed, the log has to stand for them; not for
    // what
    // a failover may take back, which would leave a hole.
    Log raised = raiseTo(messages.lastShownBeyond(log, deadline), log, deadline);
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
          lot.answerFound(entry, MessageCodec.decode(current, settled));
        }
      }
    }
  }

  /** Sees to a draft whose id another message has. */
  private void makeWay(Lot lot, Entry entry, Log log, Deadline deadline) {
    if (entry.seq() <= log.seq()) {
      // Another has the number: that explains it.
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
      // Its own, of a try without answer, is found as soon as a majority has it.
      lot.refuse(entry, "another message has the id of this draft");
    }
  }

  private @Nullable Log raiseTo(@Nullable Document last, Log log, Deadline deadline) {
    return last == null ? log : logs.standFor(log, last, deadline);
  }

  private void insert(List<Lot> lots, Deadline deadline) {
    if (lots.isEmpty()) {
      return;
    }
    Map<Conversation, Log> opened =
        logs.open(lots.stream().map(lot -> lot.conversation).toList(), deadline);
    List<Lot> singles = new ArrayList<>();
    List<Document> documents = new ArrayList<>();
    for (Lot lot : lots) {
      List<Document> own = number(lot, open(lot, opened), deadline);
      if (own.size() == 1) {
        singles.add(lot);
        documents.addAll(own);
      } else if (own.size() > 1) {
        insertOrdered(lot, own, deadline);
      }
    }
    if (!singles.isEmpty()) {
      insertUnordered(singles, documents, deadline);
    }
  }

  private static Log open(Lot lot, Map<Conversation, Log> opened) {
    return Objects.requireNonNull(opened.get(lot.conversation), "log");
  }

  private List<Document> number(Lot lot, Log log, Deadline deadline) {
    Duration kept;
    try {
      kept = options.retentionOf(lot.conversation);
    } catch (RuntimeException e) {
      lot.refuseAll("no retention of the conversation is known: " + e);
      return List.of();
    }
    Document last = lot.crowded ? messages.lastBeyond(log, deadline) : null;
    long lastSeq = last == null ? log.seq() : last.getLong(Fields.SEQ);
    Instant lastExpiry =
        last == null ? log.lastExpireAt() : MessageCodec.instant(last, Fields.EXPIRE_AT);
    return lot.number(log, lastSeq, expiry(clock.instant(), lastExpiry, kept));
  }

  /** Not before the message before it, should another node's clock be ahead of this one's. */
  private static @Nullable Instant expiry(Instant now, @Nullable Instant last, Duration kept) {
    if (kept.equals(MongoStoreOptions.FOREVER)) {
      return null;
    }
    Instant own = now.plus(kept);
    // By more than that it is no clock, but a retention that was shortened.
    return last != null && last.isAfter(own) && last.isBefore(own.plus(CLOCK_SKEW)) ? last : own;
  }

  private void insertOrdered(Lot lot, List<Document> documents, Deadline deadline) {
    insert(
        List.of(lot),
        documents,
        true,
        deadline,
        errors -> {
          lot.land(errors.isEmpty() ? documents.size() : errors.get(0).getIndex());
          errors.forEach(lot::failed);
        });
  }

  private void insertUnordered(List<Lot> lots, List<Document> documents, Deadline deadline) {
    insert(
        lots,
        documents,
        false,
        deadline,
        errors -> {
          BulkWriteError[] byLot = new BulkWriteError[lots.size()];
          errors.forEach(error -> byLot[error.getIndex()] = error);
          for (int i = 0; i < byLot.length; i++) {
            if (byLot[i] == null) {
              lots.get(i).land(1);
            } else {
              lots.get(i).failed(byLot[i]);
            }
          }
        });
  }

  private void insert(
      List<Lot> lots,
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
        lots.forEach(Lot::doubt);
        throw e;
      }
      errors = e.getWriteErrors();
    } catch (RuntimeException e) {
      lots.forEach(Lot::doubt);
      throw e;
    }
    settled.accept(errors);
    for (Lot lot : lots) {
      lot.crowded = lot.collided != null;
      if (lot.crowded) {
        collisions.increment();
      }
    }
  }

  /** Lets the logs stand for what has landed, and then answers it. */
  private void raise(List<Lot> lots, Deadline deadline) {
    if (lots.isEmpty()) {
      return;
    }
    List<Logs.Raise> raises =
        lots.stream().map(lot -> lot.raise(Objects.requireNonNull(lot.log))).toList();
    if (lots.size() > 1 && logs.raiseAll(raises, deadline)) {
      lots.forEach(lot -> lot.answerLanded(Objects.requireNonNull(lot.log), clock.instant()));
      return;
    }
    for (int i = 0; i < raises.size(); i++) {
      raise(lots.get(i), raises.get(i), deadline);
    }
  }

  private void raise(Lot lot, Logs.Raise raise, Deadline deadline) {
    Log raised = logs.raise(raise, deadline);
    if (raised != null) {
      lot.answerLanded(raised, clock.instant());
      return;
    }
    // Deleted meanwhile, with what has landed: nobody has seen it, so it goes to the next log.
    messages.deleteAll(raise.log().key(), raise.log().log(), raise.log().seq(), deadline);
    lot.landedInVain();
  }
}
