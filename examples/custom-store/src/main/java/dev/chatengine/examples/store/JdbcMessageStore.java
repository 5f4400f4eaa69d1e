package dev.chatengine.examples.store;

import dev.chatengine.examples.store.Rows.LogRow;
import dev.chatengine.examples.store.Rows.MessageRow;
import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.Traits;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in an H2 database, one file in this process: durable history without installing
 * anything.
 *
 * <p>A row of {@code log} is a conversation's head. A writer to a conversation locks its row until
 * the commit. So messages and amendments are numbered without a gap, and no reader sees <i>n</i> +
 * 1 before <i>n</i>. Answered writes are in the file, and survive any end of the process; to
 * survive the end of the machine, the file system must have written them to the disk.
 *
 * <p>Deleted and expired messages are in no row, but H2 may leave their bytes in the file until it
 * reuses the space.
 *
 * <p>One process at a time can use the file. In it, any number of stores may be open over one file;
 * each may be used by many threads.
 */
public final class JdbcMessageStore implements MessageStore {
  /** How long messages are kept by default. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(7);

  /** Shared and durable: only one process can open the file, so no process sees older data. */
  private static final Traits TRAITS = new Traits(true, true, false);

  private static final int PURGE_ROWS = 1_000;
  private static final Duration MIN_RETENTION = Duration.ofMillis(1);
  private static final Duration MAX_RETENTION = Duration.ofDays(36_500);
  private static final long PURGE_MILLIS = Duration.ofMinutes(1).toMillis();

  // The order includes the whole key; otherwise H2 sorts the range instead of using the index.
  private static final String BEFORE =
      pageOf("AND seq < ? AND expires > ? ORDER BY conversation DESC, seq DESC");
  private static final String AFTER =
      pageOf("AND seq > ? AND expires > ? ORDER BY conversation, seq");
  private static final String AMENDMENTS =
      pageOf("AND revision > ? AND expires > ? ORDER BY conversation, revision");

  private static final String PURGE =
      "DELETE FROM message WHERE expires <= ? FETCH FIRST ? ROWS ONLY";

  private final Transactions transactions;
  private final InstantSource clock;
  private final Appends appends;
  private volatile long nextPurge;

  /** For tests: with a clock, and a source whose connections can fail. */
  JdbcMessageStore(DataSource source, Path file, Duration retention, InstantSource clock) {
    this.transactions = new Transactions(source, H2File.open(source, file));
    this.clock = clock;
    this.appends = new Appends(retention, clock);
    this.nextPurge = clock.millis() + PURGE_MILLIS;
  }

  /**
   * Opens a file, or creates it, and keeps messages for {@link #DEFAULT_RETENTION}.
   *
   * @param file the path without the extension {@code .mv.db}, which H2 adds
   * @return a store
   * @throws IllegalArgumentException if the path contains a semicolon
   * @throws java.io.UncheckedIOException if the file cannot be opened, or another process uses it
   */
  public static JdbcMessageStore open(Path file) {
    return open(file, DEFAULT_RETENTION);
  }

  /**
   * Opens a file, or creates it.
   *
   * @param file the path without the extension {@code .mv.db}, which H2 adds
   * @param retention how long a message is kept, from its append; 1 millisecond to 36,500 days
   * @return a store
   * @throws IllegalArgumentException if the path contains a semicolon, or the retention is out of
   *     range
   * @throws java.io.UncheckedIOException if the file cannot be opened, or another process uses it
   */
  public static JdbcMessageStore open(Path file, Duration retention) {
    if (retention.compareTo(MIN_RETENTION) < 0 || retention.compareTo(MAX_RETENTION) > 0) {
      throw new IllegalArgumentException(
          "retention is " + retention + ", not " + MIN_RETENTION + " to " + MAX_RETENTION);
    }
    return new JdbcMessageStore(H2File.at(file), file, retention, InstantSource.system());
  }

  @Override
  public List<AppendResult> append(List<Draft> drafts) {
    if (drafts.isEmpty() || drafts.size() > MAX_LIMIT) {
      throw new IllegalArgumentException(drafts.size() + " drafts, not 1 to " + MAX_LIMIT);
    }
    purgeIfDue();
    // One commit for all. If it fails, every outcome is unknown, and this method throws.
    return transactions.write(connection -> appends.append(connection, drafts));
  }

  /**
   * Removes expired messages, a few at a time. No read or append depends on it: a failure is
   * retried a minute later.
   */
  private void purgeIfDue() {
    long now = clock.millis();
    if (now < nextPurge) {
      return;
    }
    nextPurge = now + PURGE_MILLIS;
    try {
      int removed =
          transactions.write(connection -> Rows.update(connection, PURGE, now, PURGE_ROWS));
      if (removed == PURGE_ROWS) {
        nextPurge = now;
      }
    } catch (UncheckedIOException e) {
      // If the database has failed, the next append reports it.
    }
  }

  @Override
  public AmendResult amend(
      Conversation conversation, String messageId, long basedOn, Amendment state) {
    return transactions.write(
        connection -> {
          LogRow log = Rows.log(connection, conversation, true);
          MessageRow row = rowOf(connection, conversation, messageId);
          if (log == null || row == null) {
            return new AmendResult.NotFound();
          }
          Message current = row.message();
          if (current.revision() != basedOn) {
            return new AmendResult.Conflict(current);
          }
          Message amended = current.amended(state, log.head().revision() + 1);
          Instant editedAt = amended.editedAt();
          Rows.update(
              connection,
              """
              UPDATE message SET details = ?, content = ?, edited = ?, deleted = ?, deleted_by = ?,
                reactions = ?, revision = ?
              WHERE conversation = ? AND seq = ?
              """,
              MessageDetails.write(amended.draft()),
              amended.content(),
              editedAt == null ? null : editedAt.toEpochMilli(),
              amended.deleted(),
              amended.deletedBy(),
              MessageDetails.writeReactions(amended.reactions()),
              amended.revision(),
              conversation.key(),
              amended.seq());
          Rows.update(
              connection,
              "UPDATE log SET revision = ? WHERE conversation = ?",
              amended.revision(),
              conversation.key());
          return new AmendResult.Stored(amended);
        });
  }

  @Override
  public boolean delete(Conversation conversation) {
    return transactions.write(
        connection -> {
          String key = conversation.key();
          // The log first: a concurrent append waits for its row.
          int logs = Rows.update(connection, "DELETE FROM log WHERE conversation = ?", key);
          Rows.update(connection, "DELETE FROM message WHERE conversation = ?", key);
          return logs > 0;
        });
  }

  @Override
  public Head restart(Conversation conversation, String epoch) {
    return transactions.write(
        connection -> {
          Rows.update(
              connection,
              """
              UPDATE log SET epoch = ?, start_seq = seq, start_revision = revision
              WHERE conversation = ? AND epoch = ?
              """,
              Appends.newEpoch(),
              conversation.key(),
              epoch);
          return Rows.head(connection, conversation);
        });
  }

  @Override
  public Page before(Conversation conversation, long seq, int limit) {
    Page page = page(conversation, BEFORE, seq, limit);
    List<Message> oldestFirst = new ArrayList<>(page.messages());
    Collections.reverse(oldestFirst);
    return new Page(page.head(), oldestFirst, page.hasMore());
  }

  @Override
  public Page after(Conversation conversation, long seq, int limit) {
    return page(conversation, AFTER, seq, limit);
  }

  /**
   * The last amendment of each amended message. Earlier amendments are not kept, so that no text
   * that they replaced can be read.
   */
  @Override
  public Page amendments(Conversation conversation, long revision, int limit) {
    return page(conversation, AMENDMENTS, revision, limit);
  }

  private static String pageOf(String range) {
    return Rows.SELECT_MESSAGE + range + " FETCH FIRST ? ROWS ONLY";
  }

  private Page page(Conversation conversation, String select, long position, int limit) {
    checkLimit(limit);
    if (position < 0) {
      throw new IllegalArgumentException("position " + position + " is before the beginning");
    }
    return transactions.read(
        connection -> {
          Head head = Rows.head(connection, conversation);
          // One more than the limit shows whether there is more.
          List<MessageRow> rows =
              Rows.rows(
                  connection,
                  conversation,
                  select,
                  conversation.key(),
                  position,
                  clock.millis(),
                  limit + 1);
          List<Message> messages = rows.stream().limit(limit).map(MessageRow::message).toList();
          return new Page(head, messages, rows.size() > limit);
        });
  }

  private static void checkLimit(int limit) {
    if (limit < 0 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("a limit of " + limit + ", not 0 to " + MAX_LIMIT);
    }
  }

  @Override
  public Optional<Message> find(Conversation conversation, String messageId) {
    return transactions.read(
        connection ->
            Optional.ofNullable(rowOf(connection, conversation, messageId))
                .map(MessageRow::message));
  }

  private @Nullable MessageRow rowOf(Connection connection, Conversation conversation, String id)
      throws SQLException {
    return Rows.first(connection, conversation, Rows.BY_ID, conversation.key(), id, clock.millis());
  }

  @Override
  public Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId) {
    return transactions.read(
        connection ->
            Optional.ofNullable(
                    Rows.first(
                        connection,
                        conversation,
                        Rows.BY_CLIENT_ID,
                        conversation.key(),
                        senderId,
                        clientMessageId))
                .filter(row -> row.expires() > clock.millis())
                .map(MessageRow::message));
  }

  @Override
  public Map<Conversation, Head> heads(Set<Conversation> conversations) {
    String[] keys = conversations.stream().map(Conversation::key).toArray(String[]::new);
    return transactions.read(
        connection -> {
          Map<Conversation, Head> heads = new HashMap<>();
          conversations.forEach(each -> heads.put(each, Head.EMPTY));
          String select = "SELECT " + Rows.LOG_COLUMNS + " FROM log WHERE conversation = ANY (?)";
          for (LogRow log : Rows.logs(connection, select, (Object) keys)) {
            heads.put(log.conversation(), log.head());
          }
          return heads;
        });
  }

  @Override
  public List<ConversationHead> directs(Set<String> userIds, int limit) {
    checkLimit(limit);
    String[] ids = userIds.toArray(String[]::new);
    String select =
        """
        SELECT %1$s FROM log WHERE first_user = ANY (?)
        UNION SELECT %1$s FROM log WHERE second_user = ANY (?)
        ORDER BY last_append DESC FETCH FIRST ? ROWS ONLY
        """
            .formatted(Rows.LOG_COLUMNS);
    return transactions.read(
        connection ->
            Rows.logs(connection, select, ids, ids, limit).stream()
                .map(log -> new ConversationHead(log.conversation(), log.head()))
                .toList());
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public void close() {
    transactions.close();
  }
}
