package dev.chatengine.examples.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract cannot know: the file, its purge, and how H2 reads it. */
class H2FileTest {
  private static final Room ROOM = new Room("room");

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
    byte[] text = "what somebody needs\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
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
  void nothingIsKeptForLessThanAMillisecond() {
    Path file = directory.resolve("messages");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> JdbcMessageStore.open(file, Duration.ZERO));
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
  void aClockThatGoesBackMakesNoGap() {
    try (JdbcMessageStore store = store()) {
      later = Duration.ofHours(1);
      append(store, 1);
      later = Duration.ZERO;
      append(store, 1);
      later = JdbcMessageStore.DEFAULT_RETENTION.plusMinutes(30);

      assertThat(store.after(ROOM, 0, 10).messages())
          .extracting(Message::seq)
          .containsExactly(1L, 2L);
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seq > 1 AND expires > 1 ORDER BY conversation, seq",
        "seq < 9 AND expires > 1 ORDER BY conversation DESC, seq DESC",
        "revision > 1 AND expires > 1 ORDER BY conversation, revision"
      })
  void aPageIsReadAlongAnIndex(String range) throws Exception {
    try (JdbcMessageStore store = store()) {
      append(store, 100);

      assertThat(
              texts(
                  "EXPLAIN SELECT * FROM message WHERE conversation = 'r:room' AND "
                      + range
                      + " FETCH FIRST 5 ROWS ONLY"))
          .singleElement()
          .asString()
          .contains("index sorted");
    }
  }

  private JdbcMessageStore store() {
    Path file = directory.resolve("messages");
    return new JdbcMessageStore(
        H2File.at(file), file, JdbcMessageStore.DEFAULT_RETENTION, () -> Instant.now().plus(later));
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

  private List<String> texts(String sql) throws Exception {
    try (Connection connection = H2File.at(directory.resolve("messages")).getConnection();
        PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet result = statement.executeQuery()) {
      List<String> texts = new ArrayList<>();
      while (result.next()) {
        texts.add(result.getString(1));
      }
      return texts;
    }
  }
}
