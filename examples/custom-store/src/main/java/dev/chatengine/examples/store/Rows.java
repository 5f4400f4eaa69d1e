package dev.chatengine.examples.store;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the two tables, as values. External values are parameters, never part of a statement.
 */
final class Rows {
  static final String LOG_COLUMNS =
      "conversation, epoch, start_seq, start_revision, seq, revision, expires, last_append";
  static final String SELECT_LOG = "SELECT " + LOG_COLUMNS + " FROM log WHERE conversation = ?";
  static final String SELECT_MESSAGE =
      """
      SELECT seq, epoch, id, sender, client_id, sent, expires, details,
        content, revision, edited, deleted, deleted_by, reactions
      FROM message WHERE conversation = ?
      """;
  static final String BY_CLIENT_ID = SELECT_MESSAGE + "AND sender = ? AND client_id = ?";
  static final String BY_ID =
      SELECT_MESSAGE + "AND id = ? AND expires > ? ORDER BY seq FETCH FIRST ROW ONLY";

  private Rows() {}

  /** A row of {@code log}; {@code expires} is the expiry of the newest message. */
  record LogRow(Conversation conversation, Head head, long expires) {
    static LogRow starting(Conversation conversation, String epoch) {
      Position start = new Position(epoch, 0, 0);
      return new LogRow(conversation, new Head(start, start), 0);
    }
  }

  /** A row of {@code message}. */
  record MessageRow(Message message, long expires) {}

  static Head head(Connection connection, Conversation conversation) throws SQLException {
    LogRow log = log(connection, conversation, false);
    return log == null ? Head.EMPTY : log.head();
  }

  static @Nullable LogRow log(Connection connection, Conversation conversation, boolean lock)
      throws SQLException {
    String select = lock ? SELECT_LOG + " FOR UPDATE" : SELECT_LOG;
    List<LogRow> logs = logs(connection, select, conversation.key());
    return logs.isEmpty() ? null : logs.get(0);
  }

  static List<LogRow> logs(Connection connection, String select, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, select, Arrays.asList(parameters));
        ResultSet result = statement.executeQuery()) {
      List<LogRow> logs = new ArrayList<>();
      while (result.next()) {
        String epoch = result.getString("epoch");
        Position start =
            new Position(epoch, result.getLong("start_seq"), result.getLong("start_revision"));
        Position last = new Position(epoch, result.getLong("seq"), result.getLong("revision"));
        logs.add(
            new LogRow(
                Conversation.parse(result.getString("conversation")),
                new Head(start, last),
                result.getLong("expires")));
      }
      return logs;
    }
  }

  static @Nullable MessageRow first(
      Connection connection, Conversation conversation, String select, Object... parameters)
      throws SQLException {
    List<MessageRow> rows = rows(connection, conversation, select, parameters);
    return rows.isEmpty() ? null : rows.get(0);
  }

  static List<MessageRow> rows(
      Connection connection, Conversation conversation, String select, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, select, Arrays.asList(parameters));
        ResultSet result = statement.executeQuery()) {
      List<MessageRow> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(new MessageRow(message(conversation, result), result.getLong("expires")));
      }
      return rows;
    }
  }

  static Message message(Conversation conversation, ResultSet row) throws SQLException {
    Instant sent = time(row.getLong("sent"));
    String content = row.getString("content");
    Draft draft =
        MessageDetails.read(
                row.getBytes("details"),
                row.getString("sender"),
                sender -> Draft.builder(conversation, sender, sent, content))
            .id(row.getString("id"))
            .clientMessageId(row.getString("client_id"))
            .build();
    Long edited = row.getObject("edited", Long.class);
    return Message.builder(draft, row.getString("epoch"), row.getLong("seq"))
        .revision(row.getLong("revision"))
        .editedAt(edited == null ? null : time(edited))
        .deleted(row.getBoolean("deleted"))
        .deletedBy(row.getString("deleted_by"))
        .reactions(MessageDetails.readReactions(row.getBytes("reactions")))
        .build();
  }

  /** Accepts any time: an invalid row must not make a room unreadable. */
  private static Instant time(long millis) {
    return Message.nearestTimestamp(Instant.ofEpochMilli(millis));
  }

  static int update(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, Arrays.asList(parameters))) {
      return statement.executeUpdate();
    }
  }

  static PreparedStatement prepare(
      Connection connection, String sql, Collection<? extends @Nullable Object> parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    int index = 0;
    for (Object parameter : parameters) {
      index++;
      if (parameter instanceof String[] texts) {
        statement.setArray(index, connection.createArrayOf("VARCHAR", texts));
      } else if (parameter == null) {
        statement.setNull(index, Types.NULL);
      } else {
        statement.setObject(index, parameter);
      }
    }
    return statement;
  }
}
