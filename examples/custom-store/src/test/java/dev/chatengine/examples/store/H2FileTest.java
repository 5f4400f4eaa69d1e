package dev.chatengine.examples.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Attachment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract cannot know: the file, its purge, and how H2 reads it. */
class H2FileTest {
  private static final Room ROOM = new Room("room");

  private static final Map<String, List<String>> LIKED = Map.of("like", List.of("ann"));
  private static final Duration SHORTER_THAN_THE_PURGE = Duration.ofSeconds(10);

  private final Path directory;
  private volatile Duration later = Duration.ZERO;

  H2FileTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aFileThatCannotBeMadeIsNamed() throws Exception {
    Path taken = Files.createFile(directory.resolve("taken"));

    assertThatThrownBy(() -> JdbcMessageStore.open(taken.resolve("messages")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(taken.toString());
  }

  @Test
  void aFileOfSomethingElseIsLeftAsItIs() throws Exception {
    byte[] text = "what somebody needs\n".repeat(1_000).getBytes(UTF_8);
    Path other = Files.write(directory.resolve("other.mv.db"), text);

    assertThatThrownBy(() -> JdbcMessageStore.open(directory.resolve("other")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no message file");
    assertThat(Files.readAllBytes(other)).isEqualTo(text);
  }

  @Test
  void aPathCannotCarrySettings() {
    Path file = directory.resolve("messages;ACCESS_MODE_DATA=r");

    assertThatIllegalArgumentException().isThrownBy(() -> JdbcMessageStore.open(file));
  }

  @Test
  void aRetentionOutOfRangeIsRefused() {
    Path file = directory.resolve("messages");

    for (Duration retention :
        List.of(Duration.ZERO, Duration.ofMillis(Long.MAX_VALUE), Duration.ofSeconds(1L << 62))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> JdbcMessageStore.open(file, retention))
          .withMessageStartingWith("retention is " + retention);
    }
  }

  @Test
  void aTimeThatNoMessageMayHaveIsReadAsTheNearest() throws Exception {
    try (JdbcMessageStore store = store()) {
      append(store, 1);
      execute("UPDATE message SET sent = 9223372036854775807, edited = -9223372036854775808");

      Message read = store.after(ROOM, 0, 1).messages().get(0);
      assertThat(read.timestamp()).isEqualTo(Message.MAX_TIMESTAMP);
      assertThat(read.editedAt()).isEqualTo(Message.MIN_TIMESTAMP);
    }
  }

  @Test
  void aClockThatWasYearsAheadForOneMessageMakesNoGapAndKeepsNothingForYears() throws Exception {
    try (JdbcMessageStore store = store()) {
      later = Duration.ofDays(3_650);
      append(store, 1);
      later = Duration.ZERO;
      append(store, 1);

      later = JdbcMessageStore.DEFAULT_RETENTION.minusMillis(1);
      assertThat(store.after(ROOM, 0, 10).messages())
          .extracting(Message::seq)
          .containsExactly(1L, 2L);
      later = JdbcMessageStore.DEFAULT_RETENTION;
      assertThat(store.after(ROOM, 0, 10).messages()).isEmpty();
    }
  }

  @Test
  void whatHasExpiredLeavesTheFile() throws Exception {
    try (JdbcMessageStore store = store()) {
      append(store, 3);
      later = JdbcMessageStore.DEFAULT_RETENTION.plusSeconds(1);
      append(store, 1);

      assertThat(numbers("SELECT COUNT(*) FROM message")).containsExactly(1L);
      assertThat(store.after(ROOM, 0, 10).messages()).extracting(Message::seq).containsExactly(4L);
    }
  }

  @Test
  void whatHasExpiredAndIsStillInTheFileIsInNoRead() throws Exception {
    try (JdbcMessageStore store = store(SHORTER_THAN_THE_PURGE)) {
      Message first = append(store, 1).get(0);
      store.amend(ROOM, first.id(), 0, Amendment.of(first).reactions(LIKED).build());
      later = Duration.ofSeconds(6);
      append(store, 1);
      later = Duration.ofSeconds(11);

      assertThat(numbers("SELECT seq FROM message ORDER BY seq")).containsExactly(1L, 2L);
      assertThat(store.after(ROOM, 0, 1)).satisfies(page -> assertIsAll(page, 2L));
      assertThat(store.before(ROOM, Long.MAX_VALUE, 1)).satisfies(page -> assertIsAll(page, 2L));
      assertThat(store.before(ROOM, 2, 0)).satisfies(H2FileTest::assertIsAll);
      assertThat(store.amendments(ROOM, 0, 0)).satisfies(H2FileTest::assertIsAll);
      assertThat(store.find(ROOM, first.id())).isEmpty();
      assertThat(store.findByClientId(ROOM, "ann", first.clientMessageId())).isEmpty();
      assertThat(store.amend(ROOM, first.id(), 1, Amendment.of(first).build()))
          .isInstanceOf(AmendResult.NotFound.class);
    }
  }

  private static void assertIsAll(Page page, Long... seqs) {
    assertThat(page.messages()).extracting(Message::seq).containsExactly(seqs);
    assertThat(page.hasMore()).isFalse();
    assertThat(page.head().position()).isEqualTo(new Position(page.head().epoch(), 2, 1));
  }

  @Test
  void numberingGoesOnFromWhatHasExpiredAndIsStillInTheFile() throws Exception {
    try (JdbcMessageStore store = store(SHORTER_THAN_THE_PURGE)) {
      Message last = append(store, 2).get(1);
      later = Duration.ofSeconds(11);

      assertThat(append(store, 1)).extracting(Message::seq).containsExactly(3L);
      assertThat(numbers("SELECT seq FROM message ORDER BY seq")).containsExactly(1L, 2L, 3L);

      // Its client message id is in the way, and may be used again.
      assertThat(store.append(List.of(last.draft())).get(0))
          .isInstanceOfSatisfying(
              AppendResult.Stored.class, stored -> assertThat(stored.message().seq()).isEqualTo(4));
      assertThat(numbers("SELECT seq FROM message ORDER BY seq")).containsExactly(1L, 3L, 4L);
    }
  }

  @Test
  void whatWasDeletedIsInNoRow() throws Exception {
    Draft draft =
        Draft.builder(ROOM, User.of("ann", "Ann"), Instant.EPOCH, "secret content")
            .replyTo("secret id")
            .mentions(List.of("secret user"))
            .attachments(List.of(Attachment.builder("https://secret").name("secret name").build()))
            .metadata(Map.of("secret key", "secret value"))
            .build();
    try (JdbcMessageStore store = store()) {
      Message message = ((AppendResult.Stored) store.append(List.of(draft)).get(0)).message();
      Map<String, List<String>> reactions = Map.of("secret reaction", List.of("bob"));
      store.amend(ROOM, draft.id(), 0, Amendment.of(message).reactions(reactions).build());
      assertThat(messageRow()).contains("secret content", "secret value", "secret reaction");

      Amendment deletion = Amendment.of(message).delete("ann").build();
      assertThat(store.amend(ROOM, draft.id(), 1, deletion)).isInstanceOf(AmendResult.Stored.class);
      assertThat(messageRow()).contains(draft.id(), "Ann").doesNotContain("secret");
    }
  }

  @Test
  void aFileOfAnEarlierReleaseIsReadAndWritten() throws Exception {
    List<Message> messages;
    try (JdbcMessageStore store = store()) {
      messages = append(store, 2);
    }
    execute("ALTER TABLE message DROP COLUMN deleted_by");
    execute("UPDATE message SET deleted = TRUE, content = '' WHERE seq = 1");

    try (JdbcMessageStore store = store()) {
      Message deletedBefore = store.find(ROOM, messages.get(0).id()).orElseThrow();
      assertThat(deletedBefore.deleted()).isTrue();
      assertThat(deletedBefore.deletedBy()).isNull();

      Message second = messages.get(1);
      store.amend(ROOM, second.id(), 0, Amendment.of(second).delete("bob").build());
      assertThat(store.find(ROOM, second.id()).orElseThrow().deletedBy()).isEqualTo("bob");
    }
  }

  /** All values of the only message's row, whatever they are. */
  private String messageRow() throws SQLException {
    try (Connection connection = H2File.at(directory.resolve("messages")).getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM message")) {
      assertThat(row.next()).isTrue();
      StringBuilder values = new StringBuilder();
      for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
        int type = row.getMetaData().getColumnType(i);
        boolean binary = type == Types.VARBINARY || type == Types.BLOB;
        byte[] bytes = binary ? row.getBytes(i) : null;
        values.append(bytes == null ? row.getString(i) : new String(bytes, UTF_8));
      }
      return values.toString();
    }
  }

  @Test
  void theMostReactionsThatThereCanBeAreKept() {
    Map<String, List<String>> reactions = new LinkedHashMap<>();
    for (int i = 0; i < Message.MAX_REACTIONS; i++) {
      List<String> users = new ArrayList<>();
      for (int j = 0; j < Message.MAX_REACTION_USERS; j++) {
        users.add("\u20ac".repeat(User.MAX_ID_LENGTH - 4) + (1_000 + j));
      }
      reactions.put("reaction " + i, users);
    }
    try (JdbcMessageStore store = store()) {
      Message message = append(store, 1).get(0);
      Amendment state = Amendment.of(message).reactions(reactions).build();

      assertThat(store.amend(ROOM, message.id(), 0, state)).isInstanceOf(AmendResult.Stored.class);
      assertThat(store.find(ROOM, message.id()).orElseThrow().reactions()).isEqualTo(reactions);
    }
  }

  static Stream<Named<Consumer<JdbcMessageStore>>> pages() {
    return Stream.of(
        Named.of("before", store -> store.before(ROOM, 90, 5)),
        Named.of("after", store -> store.after(ROOM, 10, 5)),
        Named.of("amendments", store -> store.amendments(ROOM, 0, 5)));
  }

  /** The database itself tells what the store has it run. */
  @ParameterizedTest
  @MethodSource("pages")
  void aPageIsReadAlongAnIndex(Consumer<JdbcMessageStore> page) throws Exception {
    try (JdbcMessageStore store = store()) {
      append(store, 100);
      execute("SET QUERY_STATISTICS TRUE");
      page.accept(store);

      assertThat(texts("SELECT sql_statement FROM information_schema.query_statistics"))
          .filteredOn(sql -> sql.contains("FROM message"))
          .singleElement()
          .satisfies(
              sql ->
                  assertThat(texts("EXPLAIN " + sql, ROOM.key(), 1, 1, 5))
                      .singleElement()
                      .asString()
                      .contains("index sorted"));
    }
  }

  private JdbcMessageStore store() {
    return store(JdbcMessageStore.DEFAULT_RETENTION);
  }

  private JdbcMessageStore store(Duration retention) {
    Path file = directory.resolve("messages");
    Instant start = Instant.now();
    return new JdbcMessageStore(H2File.at(file), file, retention, () -> start.plus(later));
  }

  private static List<Message> append(JdbcMessageStore store, int count) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Draft draft = Draft.builder(ROOM, User.of("ann", "Ann"), Instant.EPOCH, "text").build();
      messages.add(((AppendResult.Stored) store.append(List.of(draft)).get(0)).message());
    }
    return messages;
  }

  private List<Long> numbers(String sql) throws Exception {
    return texts(sql).stream().map(Long::valueOf).toList();
  }

  private List<String> texts(String sql, Object... parameters) throws SQLException {
    try (Connection connection = H2File.at(directory.resolve("messages")).getConnection();
        PreparedStatement statement = Rows.prepare(connection, sql, List.of(parameters));
        ResultSet result = statement.executeQuery()) {
      List<String> texts = new ArrayList<>();
      while (result.next()) {
        texts.add(result.getString(1));
      }
      return texts;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = H2File.at(directory.resolve("messages")).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
