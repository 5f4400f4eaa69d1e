package dev.chatengine.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.max;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The documents of the conversations: each names the conversation's log and the log's head. */
final class Logs {
  private static final int MAX_KEYS = 500;

  private final Database database;

  /** The last write of this node, in microseconds. Orders private logs. */
  private final AtomicLong lastWrite = new AtomicLong();

  Logs(Database database) {
    this.database = database;
  }

  @Nullable Log find(Conversation conversation, Deadline deadline) {
    Document document =
        database
            .forClients(database.conversations(deadline))
            .find(eq(Fields.ID, conversation.key()))
            .first();
    return document == null ? null : Log.of(document);
  }

  Map<Conversation, Log> findAll(Collection<Conversation> conversations, Deadline deadline) {
    return findAll(
        database.forClients(database.conversations(deadline)), List.copyOf(conversations));
  }

  private static Map<Conversation, Log> findAll(
      MongoCollection<Document> collection, List<Conversation> conversations) {
    Map<Conversation, Log> logs = new HashMap<>();
    for (int from = 0; from < conversations.size(); from += MAX_KEYS) {
      int to = Math.min(conversations.size(), from + MAX_KEYS);
      List<String> keys = conversations.subList(from, to).stream().map(Conversation::key).toList();
      for (Document document : collection.find(in(Fields.ID, keys))) {
        Log log = Log.of(document);
        if (log != null) {
          logs.put(log.conversation(), log);
        }
      }
    }
    return logs;
  }

  /** The private logs of some users, the most recently written first. */
  List<Log> privateLogs(Collection<String> userIds, int limit, Deadline deadline) {
    List<Log> logs = new ArrayList<>();
    for (Document document :
        database
            .forClients(database.conversations(deadline))
            .find(in(Fields.PARTICIPANTS, userIds))
            .sort(Sorts.descending(Fields.LAST_WRITE))
            .limit(limit)) {
      Log log = Log.of(document);
      if (log != null) {
        logs.add(log);
      }
    }
    return logs;
  }

  /** The logs of conversations, for writing. A conversation without a log gets one. */
  Map<Conversation, Log> open(Collection<Conversation> conversations, Deadline deadline) {
    List<Conversation> all = List.copyOf(conversations);
    Map<Conversation, Log> logs = findAll(database.conversations(deadline), all);
    while (logs.size() < all.size()) {
      List<Conversation> missing = all.stream().filter(each -> !logs.containsKey(each)).toList();
      begin(missing, deadline);
      // The log may have been deleted again meanwhile: try once more.
      logs.putAll(findAll(database.conversations(deadline), missing));
    }
    return logs;
  }

  /** A log as it is now, for writing; null if it was deleted. */
  @Nullable Log refresh(Log log, Deadline deadline) {
    Log now =
        findAll(database.conversations(deadline), List.of(log.conversation()))
            .get(log.conversation());
    return now != null && now.sameLog(log) ? now : null;
  }

  private void begin(List<Conversation> conversations, Deadline deadline) {
    List<WriteModel<Document>> models = new ArrayList<>(conversations.size());
    for (Conversation conversation : conversations) {
      List<Bson> values = new ArrayList<>();
      values.add(set(Fields.LOG, randomName()));
      values.add(set(Fields.EPOCH, randomName()));
      values.add(set(Fields.SEQ, 0L));
      values.add(set(Fields.REVISION, 0L));
      values.add(set(Fields.START_SEQ, 0L));
      values.add(set(Fields.START_REVISION, 0L));
      values.add(max(Fields.LAST_WRITE, nextWrite()));
      if (conversation instanceof Direct direct) {
        values.add(set(Fields.PARTICIPANTS, List.of(direct.first(), direct.second())));
      }
      models.add(
          new UpdateOneModel<>(
              and(eq(Fields.ID, conversation.key()), exists(Fields.LOG, false)),
              combine(values),
              new UpdateOptions().upsert(true)));
    }
    try {
      database.conversations(deadline).bulkWrite(models, new BulkWriteOptions().ordered(false));
    } catch (MongoBulkWriteException e) {
      // Another node was first. Its log is used.
      if (e.getWriteConcernError() != null
          || e.getWriteErrors().stream().anyMatch(error -> !Errors.isDuplicateKey(error))) {
        throw e;
      }
    }
  }

  /**
   * Raises the documents of logs to their stored messages and amendments.
   *
   * @return whether all documents were there, with unchanged log and epoch
   */
  boolean raiseAll(List<Raise> raises, Deadline deadline) {
    List<WriteModel<Document>> models = new ArrayList<>(raises.size());
    for (Raise raise : raises) {
      models.add(
          new UpdateOneModel<>(
              and(is(raise.log()), eq(Fields.EPOCH, raise.log().epoch())), update(raise)));
    }
    return database
            .conversations(deadline)
            .bulkWrite(models, new BulkWriteOptions().ordered(false))
            .getMatchedCount()
        == raises.size();
  }

  /** Raises one document. Returns the log after that; null if it was deleted. */
  @Nullable Log raise(Raise raise, Deadline deadline) {
    Document document =
        database
            .conversations(deadline)
            .findOneAndUpdate(
                is(raise.log()),
                update(raise),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
    return document == null ? null : Log.of(document);
  }

  /**
   * Raises a log's document so that it covers a stored message, before a reader sees the message or
   * the message is removed.
   *
   * @param message the message with its number and its expiry
   * @return the log after that; null if it was deleted
   */
  @Nullable Log cover(Log log, Document message, Deadline deadline) {
    return raise(
        new Raise(
            log,
            message.getLong(Fields.SEQ),
            log.revision(),
            MessageCodec.instant(message, Fields.EXPIRE_AT)),
        deadline);
  }

  private Bson update(Raise raise) {
    List<Bson> values = new ArrayList<>();
    if (raise.seq() > raise.log().seq()) {
      values.add(max(Fields.SEQ, raise.seq()));
      values.add(max(Fields.LAST_WRITE, nextWrite()));
    }
    if (raise.revision() > raise.log().revision()) {
      values.add(max(Fields.REVISION, raise.revision()));
    }
    if (raise.expireAt() != null) {
      values.add(max(Fields.LAST_EXPIRE_AT, Date.from(raise.expireAt())));
    }
    // An update that changes nothing checks that the log still exists.
    return values.isEmpty() ? max(Fields.SEQ, raise.seq()) : combine(values);
  }

  /** Gives the log a new epoch, unless it has another one by now. Returns whether it did. */
  boolean restart(Log log, Deadline deadline) {
    return database
            .conversations(deadline)
            .updateOne(
                and(is(log), eq(Fields.EPOCH, log.epoch())),
                combine(
                    set(Fields.EPOCH, randomName()),
                    set(Fields.START_SEQ, log.seq()),
                    set(Fields.START_REVISION, log.revision()),
                    max(Fields.SEQ, log.seq()),
                    max(Fields.REVISION, log.revision())))
            .getMatchedCount()
        > 0;
  }

  /**
   * Removes a log from its conversation, unless the conversation has another log by now. No read
   * returns its messages any more; the log is listed so that they get removed.
   */
  boolean forget(Log log, Deadline deadline) {
    return database
            .conversations(deadline)
            .updateOne(
                is(log),
                combine(
                    unset(Fields.LOG),
                    unset(Fields.EPOCH),
                    unset(Fields.SEQ),
                    unset(Fields.REVISION),
                    unset(Fields.START_SEQ),
                    unset(Fields.START_REVISION),
                    unset(Fields.LAST_WRITE),
                    unset(Fields.LAST_EXPIRE_AT),
                    unset(Fields.PARTICIPANTS),
                    Updates.addToSet(Fields.FORGOTTEN, log.log())))
            .getMatchedCount()
        > 0;
  }

  /** The forgotten logs whose messages are not all removed. */
  List<String> forgotten(Conversation conversation, Deadline deadline) {
    Document document =
        database.conversations(deadline).find(eq(Fields.ID, conversation.key())).first();
    return document == null
        ? List.of()
        : document.getList(Fields.FORGOTTEN, String.class, List.of());
  }

  /** Unlists a forgotten log without messages; removes a conversation without a log. */
  void removed(Conversation conversation, String log, Deadline deadline) {
    MongoCollection<Document> collection = database.conversations(deadline);
    Bson id = eq(Fields.ID, conversation.key());
    collection.updateOne(id, pull(Fields.FORGOTTEN, log));
    collection.deleteOne(and(id, exists(Fields.LOG, false), eq(Fields.FORGOTTEN, List.of())));
  }

  private static Bson is(Log log) {
    return and(eq(Fields.ID, log.key()), eq(Fields.LOG, log.log()));
  }

  private long nextWrite() {
    Instant now = Instant.now();
    long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000;
    return lastWrite.updateAndGet(last -> Math.max(last + 1, micros));
  }

  private static String randomName() {
    String name;
    do {
      name = Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    } while (name.equals(Position.NO_EPOCH));
    return name;
  }

  /**
   * The counts to which a log's document is to be raised.
   *
   * @param log the log, as its document was read
   * @param seq the number up to which messages are stored
   * @param revision the revision up to which amendments are stored and applied
   * @param expireAt when the last message expires, if it is new and expires
   */
  record Raise(Log log, long seq, long revision, @Nullable Instant expireAt) {}
}
