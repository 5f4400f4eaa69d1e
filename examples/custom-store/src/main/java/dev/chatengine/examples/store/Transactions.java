package dev.chatengine.examples.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions, on connections that are kept for the next. There are as many
 * connections as there were callers at once; the engine bounds these.
 *
 * <p>A connection on which anything has failed is closed and not used again: whatever was wrong
 * with it, the next caller gets a new one. Safe for use by several threads.
 */
final class Transactions implements AutoCloseable {
  /** What is done in a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private final DataSource source;
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** The first connection keeps the database open from the start. */
  Transactions(DataSource source, Connection first) {
    this.source = source;
    idle.add(first);
  }

  /** All queries of a read see the same moment: a page belongs to the head that it carries. */
  <T> T read(Work<T> work) {
    return run(Connection.TRANSACTION_REPEATABLE_READ, work);
  }

  /** A write locks what it reads, and must see what was written while it waited for the lock. */
  <T> T write(Work<T> work) {
    return run(Connection.TRANSACTION_READ_COMMITTED, work);
  }

  private <T> T run(int isolation, Work<T> work) {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    Connection connection = null;
    try {
      connection = connection();
      connection.setTransactionIsolation(isolation);
      T result = work.in(connection);
      connection.commit();
      idle.add(connection);
      connection = null;
      return result;
    } catch (SQLException e) {
      throw failure("the database has failed", e);
    } finally {
      discard(connection);
      if (closed) {
        discardIdle();
      }
    }
  }

  private Connection connection() throws SQLException {
    Connection connection = idle.poll();
    if (connection == null) {
      connection = source.getConnection();
      connection.setAutoCommit(false);
    }
    return connection;
  }

  private static void discard(@Nullable Connection connection) {
    if (connection == null) {
      return;
    }
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      // It is given up in any case, and the database undoes what was not committed.
    }
  }

  private void discardIdle() {
    for (Connection next = idle.poll(); next != null; next = idle.poll()) {
      discard(next);
    }
  }

  /** Work that is under way ends as it would have; its connection is closed then. */
  @Override
  public void close() {
    closed = true;
    discardIdle();
  }

  /** The database's own texts may quote what was written: only the code is passed on. */
  static String code(SQLException e) {
    return "SQL error " + e.getErrorCode() + ", state " + e.getSQLState();
  }

  static UncheckedIOException failure(String what, SQLException e) {
    String message = what + " (" + code(e) + ")";
    return new UncheckedIOException(message, new IOException(message, e));
  }
}
