package dev.chatengine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static final String SECRET = "the-secret";
  private static final Instant SAID = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Instant EDITED = Instant.parse("2026-01-02T03:04:06.789Z");

  private final Draft draft =
      Draft.builder(
              new Room("tea"),
              User.builder("a").name("ann").metadata(Map.of("token", SECRET)).build(),
              SAID.plusNanos(999_999),
              SECRET)
          .id("m1")
          .clientMessageId("c1")
          .replyTo("m0")
          .mentions(List.of("b"))
          .attachments(List.of(Attachment.builder("https://" + SECRET).name(SECRET).build()))
          .metadata(Map.of("token", SECRET))
          .build();
  private final Message said = Message.builder(draft, "e", 7).build();

  @Test
  void aMessageIsItsDraftWithAPlace() {
    assertThat(said.id()).isEqualTo("m1");
    assertThat(said.clientMessageId()).isEqualTo("c1");
    assertThat(said.conversation()).isEqualTo(new Room("tea"));
    assertThat(said.sender().name()).isEqualTo("ann");
    assertThat(said.content()).isEqualTo(SECRET);
    assertThat(said.timestamp()).as("cut to milliseconds").isEqualTo(SAID);
    assertThat(said.replyTo()).isEqualTo("m0");
    assertThat(said.mentions()).containsExactly("b");
    assertThat(said.attachments()).isEqualTo(draft.attachments());
    assertThat(said.metadata()).isEqualTo(draft.metadata());
    assertThat(said.epoch()).isEqualTo("e");
    assertThat(said.seq()).isEqualTo(7);
    assertThat(said.revision()).isZero();
    assertThat(said.editedAt()).isNull();
    assertThat(said.deleted()).isFalse();
    assertThat(said.deletedBy()).isNull();
    assertThat(said.reactions()).isEmpty();
  }

  @Test
  void aDraftWithoutIdsHasUniqueOnesThatAreTheSame() {
    Draft one = Draft.builder(new Room("tea"), User.system(), SAID, "x").build();
    Draft other = Draft.builder(new Room("tea"), User.system(), SAID, "x").build();

    assertThat(one.id()).isNotEqualTo(other.id());
    assertThat(one.clientMessageId()).isEqualTo(one.id());
  }

  @Test
  void anEditChangesTheContentAndNothingElse() {
    Amendment edit = Amendment.of(said).edit("new", EDITED.plusNanos(999_999)).build();

    Message edited = said.amended(edit, 3);

    assertThat(edited.content()).isEqualTo("new");
    assertThat(edited.draft().content()).isEqualTo("new");
    assertThat(edited.editedAt()).as("cut to milliseconds").isEqualTo(EDITED);
    assertThat(edited.revision()).isEqualTo(3);
    assertThat(edited)
        .usingRecursiveComparison()
        .ignoringFields("draft.content", "editedAt", "revision")
        .isEqualTo(said);
    assertThat(said.content()).as("the message before").isEqualTo(SECRET);
  }

  @Test
  void anEditReplacesTheMentionsOnlyIfItSetsThem() {
    Amendment keeping = Amendment.of(said).edit("new", EDITED).mentions(null).build();
    List<String> mentions = new ArrayList<>(List.of("c", "d"));
    Amendment replacing = Amendment.of(said).edit("new", EDITED).mentions(mentions).build();
    Amendment removing = Amendment.of(said).edit("new", EDITED).mentions(List.of()).build();

    mentions.clear();

    assertThat(said.amended(keeping, 1).mentions()).containsExactly("b");
    assertThat(replacing.mentions()).containsExactly("c", "d");
    assertThat(said.amended(replacing, 1).mentions()).containsExactly("c", "d");
    assertThat(said.amended(removing, 1).mentions()).isEmpty();
    assertThat(said.mentions()).as("the message before").containsExactly("b");
  }

  @Test
  void aDeletionLeavesWhoSaidItAndWhereAndWhenAndNothingElse() {
    Message reacted =
        said.amended(Amendment.of(said).reactions(Map.of(SECRET, List.of("b"))).build(), 1);

    Message deleted = reacted.amended(Amendment.of(reacted).delete("c").build(), 2);

    assertThat(deleted.deleted()).isTrue();
    assertThat(deleted.deletedBy()).isEqualTo("c");
    assertThat(deleted.content()).isEmpty();
    assertThat(deleted.reactions()).isEmpty();
    assertThat(deleted.replyTo()).isNull();
    assertThat(deleted.mentions()).isEmpty();
    assertThat(deleted.attachments()).isEmpty();
    assertThat(deleted.metadata()).isEmpty();
    assertThat(deleted.draft())
        .usingRecursiveComparison()
        .ignoringFields("content", "replyTo", "mentions", "attachments", "metadata")
        .isEqualTo(draft);
    assertThat(deleted.seq()).isEqualTo(7);
    assertThat(deleted.epoch()).isEqualTo("e");
    assertThat(deleted.revision()).isEqualTo(2);
  }

  @Test
  void aDeletionLeavesNothingWhateverElseIsSet() {
    Map<String, List<String>> reactions = Map.of("+1", List.of("b"));
    Amendment before = changed(Amendment.of(said), reactions).delete("b").build();
    Amendment after = changed(Amendment.of(said).delete("b"), reactions).build();
    Message deleted = said.amended(before, 1);
    Amendment again = changed(Amendment.of(deleted), reactions).build();

    for (Amendment amendment : List.of(before, after, again)) {
      assertThat(amendment.content()).isEmpty();
      assertThat(amendment.reactions()).isEmpty();
      assertThat(amendment.mentions()).isEmpty();
      assertThat(amendment.deleted()).isTrue();
      assertThat(amendment.deletedBy()).isEqualTo("b");
    }
  }

  private static Amendment.Builder changed(
      Amendment.Builder state, Map<String, List<String>> reactions) {
    return state.edit("new", EDITED).mentions(List.of("d")).reactions(reactions);
  }

  @Test
  void reactionsAreCopiedInTheirOrderAndNoneIsOfNobody() {
    Map<String, List<String>> reactions = new LinkedHashMap<>();
    reactions.put("z", new ArrayList<>(List.of("b", "a")));
    reactions.put("nobody", List.of());
    reactions.put("a", List.of("c"));
    Amendment amendment = Amendment.of(said).reactions(reactions).build();

    reactions.clear();

    assertThat(amendment.reactions())
        .containsExactly(Map.entry("z", List.of("b", "a")), Map.entry("a", List.of("c")));
    assertThat(said.amended(amendment, 1).reactions()).isEqualTo(amendment.reactions());
    assertThat(amendment.content()).as("the rest stays").isEqualTo(SECRET);
  }

  @Test
  void anAmendmentIsAbsolute() {
    Amendment edit = Amendment.of(said).edit("new", EDITED).build();

    assertThat(said.amended(edit, 1).amended(edit, 2))
        .usingRecursiveComparison()
        .ignoringFields("revision")
        .isEqualTo(said.amended(edit, 1));
  }

  @Test
  void revisionsOnlyGrow() {
    Amendment edit = Amendment.of(said).edit("new", EDITED).build();
    Message edited = said.amended(edit, 5);

    for (long revision : new long[] {5, 4, 0, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> edited.amended(edit, revision))
          .withMessage("revision " + revision + " does not follow revision 5");
    }
  }

  @Test
  void toStringShowsNoContentAndNoToken() {
    PrivateMessage whispered =
        new PrivateMessage(new Member("a", "ann"), new Member("b", "bob"), SECRET, SAID);

    assertThat(
            List.of(
                draft,
                draft.toBuilder().build(),
                said,
                said.sender(),
                said.attachments(),
                Amendment.of(said).build(),
                whispered,
                new Page(Head.EMPTY, List.of(said), false)))
        .allSatisfy(value -> assertThat(value.toString()).doesNotContain(SECRET));
  }
}
