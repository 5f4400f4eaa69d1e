package dev.chatengine.examples.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions, on connections that are reused. There are as many connections as there
 * were concurrent callers, whose number the engine bounds.
 *
 * <p>A connection is discarded after any failure. If the database itself has failed (the disk is
 * full, say), all connections are discarded, the next caller opens the database again, and for a
 * second nothing is written, so that reads work. A write runs alone: when H2 cannot write, it
 * closes the file, and other threads that use the database at that moment could wait for ever. Safe
 * for use by several threads.
 */
final class Transactions implements AutoCloseable {
  /** The work of a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

  private final DataSource source;
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
  private volatile boolean closed;
  private volatile @Nullable Long failedAt;

  /** The first connection keeps the database open from now on. */
  Transactions(DataSource source, Connection first) {
    this.source = source;
    idle.add(first);
  }

  /** All queries of a read see one moment, so that a page matches its head. */
  <T> T read(Work<T> work) {
    return run(lock.readLock(), Connection.TRANSACTION_REPEATABLE_READ, work);
  }

  /** A write locks its rows, and must see what was committed while it waited for the lock. */
  <T> T write(Work<T> work) {
    Long failed = failedAt;
    if (failed != null && System.nanoTime() - failed < PAUSE_NANOS) {
      String message = "the database has failed less than a second ago";
      throw new UncheckedIOException(message, new IOException(message));
    }
    return run(lock.writeLock(), Connection.TRANSACTION_READ_COMMITTED, work);
  }

  private <T> T run(Lock turn, int isolation, Work<T> work) {
    turn.lock();
    try {
      return run(isolation, work);
    } finally {
      turn.unlock();
    }
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
      if (!H2File.concernsOneStatement(e)) {
        failedAt = System.nanoTime();
        discardIdle();
      }
      throw failure("the database has failed", e);
    } finally {
      if (connection != null) {
        H2File.discard(connection);
      }
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

  private void discardIdle() {
    for (Connection next = idle.poll(); next != null; next = idle.poll()) {
      H2File.discard(next);
    }
  }

  /** Work under way continues; its connection is closed afterwards. */
  @Override
  public void close() {
    closed = true;
    discardIdle();
  }

  /** Only the code, because the database's texts may quote messages. */
  static String code(SQLException e) {
    return "SQL error " + e.getErrorCode() + ", state " + e.getSQLState();
  }

  static UncheckedIOException failure(String what, SQLException e) {
    String message = what + " (" + code(e) + ")";
    return new UncheckedIOException(message, new IOException(message, e));
  }
}
