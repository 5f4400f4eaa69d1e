package dev.chatengine.examples.store;

import dev.chatengine.examples.store.Rows.LogRow;
import dev.chatengine.examples.store.Rows.MessageRow;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.AppendResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Appends drafts to the logs of their conversations. */
final class Appends {
  private static final int LOCK_ATTEMPTS = 10;
  private static final String BRING_FORWARD =
      "UPDATE message SET expires = ? WHERE conversation = ? AND expires > ?";

  private final long retentionMillis;
  private final InstantSource clock;

  Appends(Duration retention, InstantSource clock) {
    this.retentionMillis = retention.toMillis();
    this.clock = clock;
  }

  /** Appends all drafts in the caller's transaction. */
  List<AppendResult> append(Connection connection, List<Draft> drafts) throws SQLException {
    // In the order of the keys, so that two calls with the same conversations cannot deadlock.
    Map<String, List<Integer>> indexes = new TreeMap<>();
    for (int i = 0; i < drafts.size(); i++) {
      String key = drafts.get(i).conversation().key();
      indexes.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
    }
    AppendResult[] results = new AppendResult[drafts.size()];
    for (List<Integer> own : indexes.values()) {
      List<Draft> ownDrafts = own.stream().map(drafts::get).toList();
      List<AppendResult> ownResults = appendToOne(connection, ownDrafts);
      for (int i = 0; i < own.size(); i++) {
        results[own.get(i)] = ownResults.get(i);
      }
    }
    return List.of(results);
  }

  /**
   * Undoes the failure of one conversation by a savepoint, so that the others are still appended.
   */
  private List<AppendResult> appendToOne(Connection connection, List<Draft> drafts)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      return appendTo(connection, drafts.get(0).conversation(), drafts);
    } catch (SQLException e) {
      if (!H2File.concernsOneStatement(e)) {
        throw e;
      }
      connection.rollback(before);
      return Collections.nCopies(drafts.size(), new AppendResult.Refused(Transactions.code(e)));
    }
  }

  private List<AppendResult> appendTo(
      Connection connection, Conversation conversation, List<Draft> drafts) throws SQLException {
    LogRow log = lockOrCreate(connection, conversation);
    long now = clock.millis();
    long expires = now + retentionMillis;
    if (log.expires() > expires) {
      // A clock was set back. If a message expired before an earlier one, there would be a gap.
      Rows.update(connection, BRING_FORWARD, expires, conversation.key(), expires);
    }
    long seq = log.head().seq();
    List<AppendResult> results = new ArrayList<>();
    for (Draft draft : drafts) {
      Message earlier = earlier(connection, draft, now);
      if (earlier != null) {
        results.add(new AppendResult.Duplicate(earlier));
      } else {
        Message message = Message.builder(draft, log.head().epoch(), ++seq).build();
        insert(connection, message, expires);
        results.add(new AppendResult.Stored(message));
      }
    }
    if (seq > log.head().seq()) {
      Rows.update(
          connection,
          """
          UPDATE log SET seq = ?, expires = ?, last_append = NEXT VALUE FOR log_order
          WHERE conversation = ?
          """,
          seq,
          expires,
          conversation.key());
    }
    return results;
  }

  /** The row of a conversation, locked until the end of the transaction. */
  private static LogRow lockOrCreate(Connection connection, Conversation conversation)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      LogRow log = Rows.log(connection, conversation, true);
      if (log != null) {
        return log;
      }
      Direct direct = conversation instanceof Direct d ? d : null;
      LogRow created = LogRow.starting(conversation, newEpoch());
      try {
        Rows.update(
            connection,
            "INSERT INTO log VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0)",
            conversation.key(),
            direct == null ? null : direct.first(),
            direct == null ? null : direct.second(),
            created.head().epoch());
        return created;
      } catch (SQLIntegrityConstraintViolationException e) {
        // Another transaction has created the row, which still exists unless it was deleted again.
        if (attempt == LOCK_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** The message that a draft repeats. An expired one makes room for the draft. */
  private @Nullable Message earlier(Connection connection, Draft draft, long now)
      throws SQLException {
    Conversation conversation = draft.conversation();
    MessageRow row =
        Rows.first(
            connection,
            conversation,
            Rows.BY_CLIENT_ID,
            conversation.key(),
            draft.sender().id(),
            draft.clientMessageId());
    if (row == null) {
      return null;
    }
    if (row.expires() > now) {
      return row.message();
    }
    Rows.update(
        connection,
        "DELETE FROM message WHERE conversation = ? AND seq = ?",
        conversation.key(),
        row.message().seq());
    return null;
  }

  private static void insert(Connection connection, Message message, long expires)
      throws SQLException {
    Rows.update(
        connection,
        "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, FALSE, NULL, NULL)",
        message.conversation().key(),
        message.seq(),
        message.epoch(),
        message.id(),
        message.sender().id(),
        message.clientMessageId(),
        message.timestamp().toEpochMilli(),
        expires,
        MessageDetails.write(message.draft()),
        message.content());
  }

  /** Different from all epochs of any log, so that nothing need be kept of a deleted log. */
  static String newEpoch() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
