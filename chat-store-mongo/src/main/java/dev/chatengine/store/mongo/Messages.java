package dev.chatengine.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.not;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The documents of the messages. No read returns an expired message, even if still stored. */
final class Messages {
  private static final int MAX_ALTERNATIVES = 100;

  private final Database database;

  Messages(Database database) {
    this.database = database;
  }

  /** The first messages after a number, in order. */
  FindIterable<Document> after(Log log, long seq, int limit, Deadline deadline) {
    return database
        .forClients(database.messages(deadline))
        .find(and(belongsTo(log), gt(Fields.SEQ, seq), kept()))
        .sort(Sorts.ascending(Fields.CONVERSATION, Fields.LOG, Fields.SEQ))
        .limit(limit);
  }

  /** The last messages before a number, the last first. */
  FindIterable<Document> before(Log log, long seq, int limit, Deadline deadline) {
    return database
        .forClients(database.messages(deadline))
        .find(and(belongsTo(log), lt(Fields.SEQ, seq), kept()))
        .sort(Sorts.descending(Fields.CONVERSATION, Fields.LOG, Fields.SEQ))
        .limit(limit);
  }

  @Nullable Document find(Log log, String id, Deadline deadline) {
    return database
        .forClients(database.messages(deadline))
        .find(and(eq(Fields.ID, id), belongsTo(log), kept()))
        .first();
  }

  List<Document> findAll(Log log, Collection<String> ids, Deadline deadline) {
    return database
        .forClients(database.messages(deadline))
        .find(and(in(Fields.ID, ids), belongsTo(log), kept()))
        .into(new ArrayList<>());
  }

  @Nullable Document findByClientId(
      Log log, String senderId, String clientMessageId, Deadline deadline) {
    return database
        .forClients(database.messages(deadline))
        .find(and(belongsTo(log), calledBy(new ClientKey(senderId, clientMessageId)), kept()))
        .first();
  }

  /** The messages with these client ids, including expired ones. */
  List<Document> findByClientKeys(Log log, List<ClientKey> keys, Deadline deadline) {
    List<Document> found = new ArrayList<>();
    for (int from = 0; from < keys.size(); from += MAX_ALTERNATIVES) {
      int to = Math.min(keys.size(), from + MAX_ALTERNATIVES);
      database
          .forClients(database.messages(deadline))
          .find(
              or(
                  keys.subList(from, to).stream()
                      .map(key -> and(belongsTo(log), calledBy(key)))
                      .toList()))
          .into(found);
    }
    return found;
  }

  /** The message with an id, of any conversation, even if expired or not safe from a failover. */
  @Nullable Document findAnywhere(String id, Deadline deadline) {
    return database
        .messages(deadline)
        .find(eq(Fields.ID, id))
        .projection(
            Projections.include(
                Fields.EXPIRE_AT,
                Fields.CONVERSATION,
                Fields.LOG,
                Fields.SENDER_ID,
                Fields.CLIENT_MESSAGE_ID))
        .first();
  }

  /**
   * The last message beyond a log's count, with its number and expiry; null if there is none. A
   * failover may lose it.
   */
  @Nullable Document lastBeyond(Log log, Deadline deadline) {
    return lastBeyond(log, database.messages(deadline));
  }

  /** The last message beyond a log's count that no failover takes back. */
  @Nullable Document lastSafeBeyond(Log log, Deadline deadline) {
    return lastBeyond(log, database.forClients(database.messages(deadline)));
  }

  private static @Nullable Document lastBeyond(Log log, MongoCollection<Document> collection) {
    return collection
        .find(and(belongsTo(log), gt(Fields.SEQ, log.seq())))
        .sort(Sorts.descending(Fields.CONVERSATION, Fields.LOG, Fields.SEQ))
        .projection(Projections.include(Fields.SEQ, Fields.EXPIRE_AT))
        .first();
  }

  /** The names of the logs that have messages beyond their count. */
  Set<String> logsBeyond(List<Log> logs, Deadline deadline) {
    Set<String> found = new HashSet<>();
    for (int from = 0; from < logs.size(); from += MAX_ALTERNATIVES) {
      int to = Math.min(logs.size(), from + MAX_ALTERNATIVES);
      database
          .forClients(database.messages(deadline))
          .find(
              or(
                  logs.subList(from, to).stream()
                      .map(log -> and(belongsTo(log), gt(Fields.SEQ, log.seq())))
                      .toList()))
          .projection(Projections.include(Fields.LOG))
          .map(document -> Objects.requireNonNull(document.getString(Fields.LOG)))
          .into(found);
    }
    return found;
  }

  void insert(List<Document> documents, boolean ordered, Deadline deadline) {
    database.messages(deadline).insertMany(documents, new InsertManyOptions().ordered(ordered));
  }

  /** Sets a message's state, unless the message has a newer one. */
  void apply(Log log, String id, long revision, Bson state, Deadline deadline) {
    database
        .messages(deadline)
        .updateOne(and(eq(Fields.ID, id), belongsTo(log), lt(Fields.REVISION, revision)), state);
  }

  void deleteExpired(String id, Deadline deadline) {
    database
        .messages(deadline)
        .deleteOne(and(eq(Fields.ID, id), lte(Fields.EXPIRE_AT, Date.from(Instant.now()))));
  }

  /** Deletes the messages of a log beyond a number. */
  long deleteAll(String conversation, String log, long beyond, Deadline deadline) {
    return database
        .messages(deadline)
        .deleteMany(
            and(eq(Fields.CONVERSATION, conversation), eq(Fields.LOG, log), gt(Fields.SEQ, beyond)))
        .getDeletedCount();
  }

  private static Bson belongsTo(Log log) {
    return and(eq(Fields.CONVERSATION, log.key()), eq(Fields.LOG, log.log()));
  }

  private static Bson calledBy(ClientKey key) {
    return and(
        eq(Fields.SENDER_ID, key.senderId()), eq(Fields.CLIENT_MESSAGE_ID, key.clientMessageId()));
  }

  /** Excludes expired messages: MongoDB removes them only once a minute, other databases never. */
  private static Bson kept() {
    return not(lte(Fields.EXPIRE_AT, Date.from(Instant.now())));
  }

  /** Identifies a message that is sent again. */
  record ClientKey(String senderId, String clientMessageId) {
    static ClientKey of(Document document) {
      return new ClientKey(
          Objects.requireNonNull(document.getEmbedded(List.of(Fields.SENDER, "id"), String.class)),
          Objects.requireNonNull(document.getString(Fields.CLIENT_MESSAGE_ID)));
    }
  }
}
