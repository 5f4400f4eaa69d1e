package dev.chatengine.examples.store;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.store.MessageStoreFixture;
import dev.chatengine.testkit.store.StoreCapability;
import dev.chatengine.testkit.store.WriteFault;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Stores over one file, with a clock that can be moved on and commits that can fail. */
final class JdbcFixture implements MessageStoreFixture {
  private static final Duration RETENTION = Duration.ofDays(1);

  private final Path file;
  private final DataSource database;
  private final Map<MessageStore, FailingCommits> commits = new ConcurrentHashMap<>();
  private volatile Duration later = Duration.ZERO;

  JdbcFixture(Path file) {
    this.file = file;
    this.database = H2File.at(file);
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return EnumSet.allOf(StoreCapability.class);
  }

  @Override
  public MessageStore open() {
    FailingCommits failing = new FailingCommits(database);
    MessageStore store = new JdbcMessageStore(failing.dataSource(), file, RETENTION, this::now);
    commits.put(store, failing);
    return store;
  }

  @Override
  public Instant now() {
    return Instant.now().plus(later);
  }

  @Override
  public void expireAll() {
    later = later.plus(RETENTION).plusMillis(1);
  }

  @Override
  public void failNextWrite(MessageStore store, WriteFault fault) {
    Objects.requireNonNull(commits.get(store)).failNext(fault);
  }

  @Override
  public void failWritesTo(MessageStore store, Conversation conversation) throws SQLException {
    String key = conversation.key().replace("'", "''");
    execute("ALTER TABLE message ADD CHECK (conversation <> '" + key + "')");
  }

  @Override
  public void crashWhileAppending(Draft draft) throws SQLException {
    crashAfter(store -> store.append(List.of(draft)));
  }

  @Override
  public void crashWhileAmending(Message message, Amendment state) throws SQLException {
    crashAfter(
        store -> store.amend(message.conversation(), message.id(), message.revision(), state));
  }

  /**
   * A transaction is there as a whole or not at all, so the first thing that anybody can notice is
   * its commit. Thereafter nothing more reaches the file.
   */
  private void crashAfter(Consumer<MessageStore> write) throws SQLException {
    try (MessageStore store = open()) {
      write.accept(store);
      execute("SHUTDOWN IMMEDIATELY");
    }
  }

  @Override
  public Process startAppending(Conversation conversation) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            file.toString(),
            conversation.key())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Override
  public void close() {}

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
