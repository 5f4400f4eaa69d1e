package dev.chatengine.store.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in MongoDB: shared between nodes, durable.
 *
 * <pre>{@code
 * ChatEngine engine =
 *     ChatEngine.builder()
 *         .messageStore(MongoMessageStore.connect("mongodb://db1,db2,db3/chat?replicaSet=rs0"))
 *         .build();
 * }</pre>
 *
 * <p>A unique index numbers the messages: an append inserts after the last message, and if two
 * nodes do so at once, one of them tries again. All drafts of a conversation in one call are one
 * command.
 *
 * <p>A write counts once it has reached the write concern. Reads for clients see what a majority
 * has, from the primary. So no failover takes back what clients have seen, unless you lower
 * {@linkplain MongoStoreOptions.Builder#writeConcern the write concern}.
 *
 * <p>A call ends by {@linkplain MongoStoreOptions.Builder#deadline the deadline}. Until then, it
 * looks up and retries writes that had no answer; after that, their result is {@code Unknown}.
 * Reads throw the driver's exceptions. The store recovers by itself when MongoDB is back.
 *
 * <p>Safe for use by several threads. It starts no threads; the client has its own.
 */
public final class MongoMessageStore implements MessageStore {
  private final MongoStoreOptions options;
  private final @Nullable MongoClient ownClient;
  private final Logs logs;
  private final Messages messages;
  private final Amendments amendments;
  private final Reader reader;
  private final Appender appender;
  private volatile boolean closed;

  private MongoMessageStore(
      Database database, MongoStoreOptions options, @Nullable MongoClient ownClient) {
    this.options = options;
    this.ownClient = ownClient;
    logs = new Logs(database);
    messages = new Messages(database);
    amendments = new Amendments(database, messages, logs);
    reader = new Reader(options, logs, messages, amendments);
    appender = new Appender(options, logs, messages, amendments, InstantSource.system());
  }

  /**
   * Connects with the default options, and prepares the database. {@link #close} ends the
   * connections.
   *
   * @param uri a connection string; the database that it names is used, or {@code chat}
   * @return a store
   * @throws IllegalArgumentException if the URI is not a connection string
   * @throws java.io.UncheckedIOException if MongoDB does not answer, or refuses; the message names
   *     the addresses, and no credentials
   * @throws IllegalStateException if a newer release has written the database
   */
  public static MongoMessageStore connect(String uri) {
    return connect(uri, MongoStoreOptions.defaults());
  }

  /**
   * Connects, and prepares the database. {@link #close} ends the connections.
   *
   * @param uri a connection string; the database that it names is used unless the options choose
   *     one
   * @param options how to keep messages
   * @return a store
   * @throws IllegalArgumentException if the URI is not a connection string
   * @throws java.io.UncheckedIOException if MongoDB does not answer, or refuses; the message names
   *     the addresses, and no credentials
   * @throws IllegalStateException if a newer release has written the database
   */
  public static MongoMessageStore connect(String uri, MongoStoreOptions options) {
    ConnectionString address = DatabaseConnector.parse(uri);
    MongoClient client = DatabaseConnector.open(address, options);
    try {
      String database =
          Objects.requireNonNullElse(address.getDatabase(), DatabaseConnector.DATABASE);
      return new MongoMessageStore(
          DatabaseConnector.prepare(
              client, options.databaseOr(database), options, DatabaseConnector.describe(address)),
          options,
          client);
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  /**
   * Makes a store over a client of the host, and prepares the database. {@link #close} leaves the
   * client open.
   *
   * @param client a client; the options' deadline applies even if its timeouts are longer
   * @param options how to keep messages; the database is {@code chat} unless they choose one
   * @return a store
   * @throws java.io.UncheckedIOException if MongoDB does not answer, or refuses
   * @throws IllegalStateException if a newer release has written the database
   */
  public static MongoMessageStore create(MongoClient client, MongoStoreOptions options) {
    Objects.requireNonNull(client, "client");
    return new MongoMessageStore(
        DatabaseConnector.prepare(
            client,
            options.databaseOr(DatabaseConnector.DATABASE),
            options,
            DatabaseConnector.describe(client.getClusterDescription())),
        options,
        null);
  }

  @Override
  public List<AppendResult> append(List<Draft> drafts) {
    requireOpen();
    if (drafts.isEmpty() || drafts.size() > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "there are " + drafts.size() + " drafts, not 1 to " + MAX_LIMIT);
    }
    return appender.append(drafts);
  }

  @Override
  public AmendResult amend(
      Conversation conversation, String messageId, long basedOn, Amendment state) {
    requireOpen();
    return new Amender(logs, messages, amendments, conversation, messageId, basedOn, state)
        .amend(deadline());
  }

  @Override
  public Page before(Conversation conversation, long seq, int limit) {
    requirePage(seq, "seq", limit);
    return reader.before(conversation, seq, limit);
  }

  @Override
  public Page after(Conversation conversation, long seq, int limit) {
    requirePage(seq, "seq", limit);
    return reader.after(conversation, seq, limit);
  }

  @Override
  public Page amendments(Conversation conversation, long revision, int limit) {
    requirePage(revision, "revision", limit);
    return reader.amendments(conversation, revision, limit);
  }

  @Override
  public Optional<Message> find(Conversation conversation, String messageId) {
    requireOpen();
    return reader.find(conversation, messageId);
  }

  @Override
  public Optional<Message> findByClientId(
      Conversation conversation, String senderId, String clientMessageId) {
    requireOpen();
    return reader.findByClientId(conversation, senderId, clientMessageId);
  }

  @Override
  public Map<Conversation, Head> heads(Set<Conversation> conversations) {
    requireOpen();
    return reader.heads(conversations);
  }

  @Override
  public List<ConversationHead> directs(Set<String> userIds, int limit) {
    requireOpen();
    requireLimit(limit);
    return reader.directs(userIds, limit);
  }

  /**
   * {@inheritDoc}
   *
   * <p>No read returns the log from now on. If removing its messages fails, or takes longer than
   * the deadline, the next call for the conversation continues it.
   */
  @Override
  public boolean delete(Conversation conversation) {
    requireOpen();
    return new Deleter(logs, messages, amendments).delete(conversation, deadline());
  }

  @Override
  public Head restart(Conversation conversation, String epoch) {
    requireOpen();
    Deadline deadline = deadline();
    while (true) {
      Log log = logs.find(conversation, deadline);
      log = log == null ? null : reader.complete(log, deadline);
      if (log == null || log.seq() == 0) {
        return Head.EMPTY;
      }
      if (!log.epoch().equals(epoch)) {
        return log.head();
      }
      logs.restart(log, deadline);
    }
  }

  @Override
  public Traits traits() {
    return Traits.REMOTE;
  }

  @Override
  public void close() {
    closed = true;
    if (ownClient != null) {
      ownClient.close();
    }
  }

  /** How many appends were tried again because another node was first. */
  long collisions() {
    return appender.collisions();
  }

  @Override
  public String toString() {
    return "MongoMessageStore[" + options + (closed ? ", closed]" : "]");
  }

  private Deadline deadline() {
    return Deadline.in(options.deadline());
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  private void requirePage(long position, String name, int limit) {
    requireOpen();
    if (position < 0) {
      throw new IllegalArgumentException(name + " is " + position + ", not 0 or more");
    }
    requireLimit(limit);
  }

  private static void requireLimit(int limit) {
    if (limit < 0 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit is " + limit + ", not 0 to " + MAX_LIMIT);
    }
  }
}
