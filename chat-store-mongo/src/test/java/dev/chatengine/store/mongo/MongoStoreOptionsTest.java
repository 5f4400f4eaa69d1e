package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.mongodb.WriteConcern;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Room;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoStoreOptionsTest {
  private final MongoStoreOptions.Builder builder = MongoStoreOptions.builder();

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a.b", "a$", "a/b", "ä", "a\0b"})
  void aBadDatabaseIsRefusedByName(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.database(name))
        .withMessageContaining("database");
  }

  @ParameterizedTest
  @ValueSource(strings = {"system", "system_", "a.b", "a$", "-", " "})
  void aBadPrefixIsRefusedByName(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.collectionPrefix(prefix))
        .withMessageContaining("collectionPrefix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT59S", "PT-1H", "P36501D"})
  void aBadRetentionIsRefusedByName(Duration retention) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.retention(retention))
        .withMessageContaining("retention");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT0.099S", "PT11M"})
  void aBadDeadlineIsRefusedByName(Duration deadline) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.deadline(deadline))
        .withMessageContaining("deadline");
  }

  @Test
  void aRetentionShorterThanTwiceTheDeadlineIsRefusedAndToldWhatIsAllowed() {
    builder.deadline(Duration.ofMinutes(10));

    assertThatIllegalArgumentException()
        .isThrownBy(builder.retention(Duration.ofMinutes(1))::build)
        .withMessage("retention is PT1M, not PT20M (twice the deadline) to PT876000H");
    assertThatIllegalArgumentException()
        .isThrownBy(builder.retention(Duration.ofMinutes(20).minusMillis(1))::build);
    builder.retention(Duration.ofMinutes(20)).build();
    builder.retention(MongoStoreOptions.FOREVER).build();
  }

  @Test
  void theOrderInWhichRetentionAndDeadlineAreSetDoesNotMatter() {
    builder.retention(Duration.ofMinutes(1)).deadline(Duration.ofMinutes(10));

    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageContaining("retention");
    builder.deadline(Duration.ofSeconds(30)).build();
  }

  @Test
  void aRetentionOfARoomIsNoShorterEither() {
    MongoStoreOptions options =
        builder
            .deadline(Duration.ofMinutes(10))
            .roomRetention(room -> Duration.parse(room.name()))
            .build();

    assertThat(options.retentionOf(new Room("PT20M"))).isEqualTo(Duration.ofMinutes(20));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.retentionOf(new Room("PT19M")))
        .withMessage("retention is PT19M, not PT20M (twice the deadline) to PT876000H");
  }

  @Test
  void aWriteConcernWithoutAnswersIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.writeConcern(WriteConcern.UNACKNOWLEDGED))
        .withMessageContaining("writeConcern");
  }

  @Test
  void theDefaultIsAMajorityWithJournal() {
    WriteConcern concern = MongoStoreOptions.defaults().writeConcern();

    assertThat(concern.getWObject()).isEqualTo("majority");
    assertThat(concern.getJournal()).isTrue();
  }

  @Test
  void aRoomMayHaveARetentionOfItsOwn() {
    MongoStoreOptions options =
        builder
            .retention(Duration.ofDays(30))
            .roomRetention(
                room ->
                    room.name().equals("archive") ? MongoStoreOptions.FOREVER : Duration.ofDays(1))
            .build();

    assertThat(options.retentionOf(new Room("archive"))).isEqualTo(MongoStoreOptions.FOREVER);
    assertThat(options.retentionOf(new Room("general"))).isEqualTo(Duration.ofDays(1));
    assertThat(options.retentionOf(Direct.between("ann", "bob"))).isEqualTo(Duration.ofDays(30));
  }
}
