package dev.chatengine.store.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.min;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.FindIterable;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import dev.chatengine.model.Amendment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The documents of the amendments, a numbered list for each log. A document holds the new state of
 * its message only until the message itself has that state, so that no edited text is kept.
 *
 * <p>An amendment is made by inserting it with the next number. If a node has applied all earlier
 * amendments and finds the next number free, nothing has changed since.
 */
final class Amendments {
  /**
   * How long an amendment is listed at least; and at most, once a later amendment of its message
   * has replaced it. Far longer than the log's document takes to cover it.
   */
  private static final Duration LISTED = Duration.ofHours(1);

  private static final int MAX_ALTERNATIVES = 100;
  private static final int MAX_SETTLED = 1_000;

  private final Database database;
  private final Messages messages;
  private final Logs logs;

  Amendments(Database database, Messages messages, Logs logs) {
    this.database = database;
    this.messages = messages;
    this.logs = logs;
  }

  /** The amendments after a revision, in order, without states. */
  FindIterable<Document> after(Log log, long revision, int limit, Deadline deadline) {
    return database
        .forClients(database.amendments(deadline))
        .find(and(belongsTo(log), gt(Fields.REVISION, revision)))
        .projection(Projections.include(Fields.REVISION, Fields.MESSAGE))
        .sort(Sorts.ascending(Fields.CONVERSATION, Fields.LOG, Fields.REVISION))
        .limit(limit);
  }

  /** The revision of an amendment; null if it has not been made. */
  @Nullable Long revisionOf(Log log, long after, String token, Deadline deadline) {
    Document document =
        database
            .forClients(database.amendments(deadline))
            .find(and(belongsTo(log), gt(Fields.REVISION, after), eq(Fields.TOKEN, token)))
            .first();
    return document == null ? null : document.getLong(Fields.REVISION);
  }

  /** The names of the logs that have amendments beyond their count. */
  Set<String> logsBeyond(List<Log> all, Deadline deadline) {
    Set<String> found = new HashSet<>();
    for (int from = 0; from < all.size(); from += MAX_ALTERNATIVES) {
      int to = Math.min(all.size(), from + MAX_ALTERNATIVES);
      database
          .forClients(database.amendments(deadline))
          .find(
              or(
                  all.subList(from, to).stream()
                      .map(log -> and(belongsTo(log), gt(Fields.REVISION, log.revision())))
                      .toList()))
          .projection(Projections.include(Fields.LOG))
          .map(document -> Objects.requireNonNull(document.getString(Fields.LOG)))
          .into(found);
    }
    return found;
  }

  /** Makes an amendment, or fails with a duplicate key if its number is taken. */
  void insert(
      Log log, Document message, long basedOn, Amendment state, String token, Deadline deadline) {
    Document document =
        new Document(Fields.CONVERSATION, log.key())
            .append(Fields.LOG, log.log())
            .append(Fields.REVISION, log.revision() + 1)
            .append(Fields.MESSAGE, message.getString(Fields.ID))
            .append(Fields.BASED_ON, basedOn)
            .append(Fields.TOKEN, token)
            .append(Fields.STATE, MessageCodec.encode(state));
    Instant expireAt = MessageCodec.instant(message, Fields.EXPIRE_AT);
    if (expireAt != null) {
      Instant atLeast = Instant.now().plus(LISTED);
      Instant until = expireAt.isBefore(atLeast) ? atLeast : expireAt;
      document.append(Fields.EXPIRE_AT, Date.from(until));
    }
    database.amendments(deadline).insertOne(document);
  }

  /**
   * Applies every stored amendment to its message, including those of other nodes.
   *
   * @return the log with the last revision; null if it was deleted meanwhile
   */
  @Nullable Log settle(Log log, Deadline deadline) {
    Log settled = log;
    while (true) {
      List<Document> open =
          database
              .forClients(database.amendments(deadline))
              .find(and(belongsTo(settled), gt(Fields.REVISION, settled.revision())))
              .sort(Sorts.ascending(Fields.CONVERSATION, Fields.LOG, Fields.REVISION))
              .limit(MAX_SETTLED)
              .into(new ArrayList<>());
      if (open.isEmpty()) {
        return settled;
      }
      open.forEach(amendment -> apply(log, amendment, deadline));
      scrub(log, open, deadline);
      long last = open.get(open.size() - 1).getLong(Fields.REVISION);
      settled = logs.raise(new Logs.Raise(settled, settled.seq(), last, null), deadline);
      if (settled == null) {
        return null;
      }
    }
  }

  private void apply(Log log, Document amendment, Deadline deadline) {
    Document state = amendment.get(Fields.STATE, Document.class);
    if (state == null) {
      // The message got the state before the state was removed here.
      return;
    }
    long revision = amendment.getLong(Fields.REVISION);
    List<Bson> values = new ArrayList<>();
    values.add(set(Fields.REVISION, revision));
    for (String field :
        List.of(
            Fields.CONTENT,
            Fields.EDITED_AT,
            Fields.DELETED,
            Fields.DELETED_BY,
            Fields.REACTIONS)) {
      Object value = state.get(field);
      values.add(value == null ? unset(field) : set(field, value));
    }
    if (state.getBoolean(Fields.DELETED, false)) {
      Fields.GONE_ONCE_DELETED.forEach(field -> values.add(unset(field)));
    } else if (state.containsKey(Fields.MENTIONS)) {
      List<String> mentions = state.getList(Fields.MENTIONS, String.class);
      values.add(mentions.isEmpty() ? unset(Fields.MENTIONS) : set(Fields.MENTIONS, mentions));
    }
    messages.apply(
        log,
        Objects.requireNonNull(amendment.getString(Fields.MESSAGE)),
        revision,
        combine(values),
        deadline);
  }

  /** Removes states that are in their messages, and lets replaced amendments expire. */
  private void scrub(Log log, List<Document> applied, Deadline deadline) {
    List<WriteModel<Document>> models = new ArrayList<>();
    Date overtakenUntil = Date.from(Instant.now().plus(LISTED));
    for (Document amendment : applied) {
      models.add(
          new UpdateOneModel<>(
              numbered(log, amendment.getLong(Fields.REVISION)), unset(Fields.STATE)));
      long basedOn = amendment.getLong(Fields.BASED_ON);
      if (basedOn > 0) {
        models.add(
            new UpdateOneModel<>(numbered(log, basedOn), min(Fields.EXPIRE_AT, overtakenUntil)));
      }
    }
    database.amendments(deadline).bulkWrite(models, new BulkWriteOptions().ordered(false));
  }

  void deleteAll(String conversation, String log, Deadline deadline) {
    database
        .amendments(deadline)
        .deleteMany(and(eq(Fields.CONVERSATION, conversation), eq(Fields.LOG, log)));
  }

  private static Bson numbered(Log log, long revision) {
    return and(belongsTo(log), eq(Fields.REVISION, revision));
  }

  private static Bson belongsTo(Log log) {
    return and(eq(Fields.CONVERSATION, log.key()), eq(Fields.LOG, log.log()));
  }
}
