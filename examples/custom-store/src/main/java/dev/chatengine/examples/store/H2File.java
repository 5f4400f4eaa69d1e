package dev.chatengine.examples.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;

/** An H2 database in a file of this process, with the tables of the store. */
final class H2File {
  /**
   * Without these settings, H2 writes a commit to the file up to half a second after answering it;
   * closes the database in its own shutdown hook, while the host is still finishing its appends;
   * and may write message texts into its trace file.
   */
  static final String SETTINGS =
      ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64"
          + ";TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0";

  private static final String[] TABLES = {
    "CREATE SEQUENCE IF NOT EXISTS log_order",
    """
    CREATE TABLE IF NOT EXISTS log (
      conversation VARCHAR PRIMARY KEY,
      first_user VARCHAR,
      second_user VARCHAR,
      epoch VARCHAR NOT NULL,
      start_seq BIGINT NOT NULL,
      start_revision BIGINT NOT NULL,
      seq BIGINT NOT NULL,
      revision BIGINT NOT NULL,
      expires BIGINT NOT NULL,
      last_append BIGINT NOT NULL)
    """,
    "CREATE INDEX IF NOT EXISTS log_first_user ON log (first_user)",
    "CREATE INDEX IF NOT EXISTS log_second_user ON log (second_user)",
    """
    CREATE TABLE IF NOT EXISTS message (
      conversation VARCHAR NOT NULL,
      seq BIGINT NOT NULL,
      epoch VARCHAR NOT NULL,
      id VARCHAR NOT NULL,
      sender VARCHAR NOT NULL,
      client_id VARCHAR NOT NULL,
      sent BIGINT NOT NULL,
      expires BIGINT NOT NULL,
      details VARBINARY NOT NULL,
      content VARCHAR NOT NULL,
      revision BIGINT NOT NULL,
      edited BIGINT,
      deleted BOOLEAN NOT NULL,
      reactions BLOB,
      PRIMARY KEY (conversation, seq),
      UNIQUE (conversation, sender, client_id))
    """,
    // Not in the statement above: a file of an earlier release has the table already.
    "ALTER TABLE message ADD COLUMN IF NOT EXISTS deleted_by VARCHAR",
    "CREATE INDEX IF NOT EXISTS message_id ON message (conversation, id)",
    "CREATE INDEX IF NOT EXISTS message_revision ON message (conversation, revision)",
    "CREATE INDEX IF NOT EXISTS message_expires ON message (expires)"
  };

  private H2File() {}

  static DataSource at(Path file) {
    String path = file.toAbsolutePath().toString();
    if (path.indexOf(';') >= 0) {
      throw new IllegalArgumentException(
          "the path of a database cannot contain a semicolon: " + file);
    }
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:file:" + path + SETTINGS);
    return source;
  }

  /**
   * Opens the database, so that problems with the file show now, and creates the tables. Keep the
   * connection: H2 holds the file only while there is one.
   */
  static Connection open(DataSource source, Path file) {
    try {
      Connection connection = source.getConnection();
      try (Statement statement = connection.createStatement()) {
        for (String table : TABLES) {
          statement.execute(table);
        }
        connection.setAutoCommit(false);
        return connection;
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw Transactions.failure(reason(e) + ": " + file, e);
    }
  }

  /**
   * Whether a failure leaves the database intact: a constraint, a value, or a lock of another
   * transaction. After any other failure, H2 may have closed the file.
   */
  static boolean concernsOneStatement(SQLException e) {
    return e instanceof SQLIntegrityConstraintViolationException
        || e instanceof SQLDataException
        || e instanceof SQLTransientException;
  }

  /**
   * Closes a connection, and so undoes uncommitted changes. Closes the session first: a connection
   * with an open session executes a ROLLBACK, which never returns if H2 has closed the file after a
   * failed write.
   */
  static void discard(Connection connection) {
    try (connection) {
      connection.unwrap(JdbcConnection.class).getSession().close();
    } catch (SQLException | RuntimeException e) {
      // The database undoes uncommitted changes when it is opened again.
    }
  }

  private static String reason(SQLException e) {
    return switch (e.getErrorCode()) {
      case ErrorCode.DATABASE_ALREADY_OPEN_1 -> "another process uses the message file";
      case ErrorCode.DATABASE_IS_READ_ONLY -> "the message file cannot be written to";
      case ErrorCode.FILE_CORRUPTED_1, ErrorCode.FILE_VERSION_ERROR_1 ->
          "the message file is damaged, or no message file";
      default -> "cannot open or create the message file";
    };
  }
}
