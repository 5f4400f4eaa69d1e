package dev.chatengine.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Head;
import dev.chatengine.model.Position;
import dev.chatengine.protocol.Since;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finds missed messages of private logs by their former positions and by their order. */
class DirectPositionsTest {
  private static final int LIMIT = 100;

  private static Direct with(int friend) {
    return Direct.between("ann", "friend" + friend);
  }

  private static ConversationHead head(int friend, String epoch, long seq, long revision) {
    Position start = new Position(epoch, 0, 0);
    return new ConversationHead(with(friend), new Head(start, new Position(epoch, seq, revision)));
  }

  private static ConversationHead head(int friend, long seq) {
    return head(friend, "e", seq, 0);
  }

  /** Logs of one message each, the last friend's written last. */
  private static List<ConversationHead> friends(int count) {
    List<ConversationHead> heads = new ArrayList<>();
    for (int i = count - 1; i >= 0; i--) {
      heads.add(head(i, 1));
    }
    return heads;
  }

  private static List<ConversationHead> join(
      List<ConversationHead> first, List<ConversationHead> then) {
    List<ConversationHead> all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  private static DirectPositions.Missed missed(
      DirectPositions positions, List<ConversationHead> heads) {
    DirectPositions.Missed missed = positions.missed(heads, LIMIT, Set.of());
    assertThat(DirectPositions.ofText(positions.toText()).missed(heads, LIMIT, Set.of()))
        .as("the same result after encoding as text")
        .isEqualTo(missed);
    return missed;
  }

  @Test
  void changedAndNewLogsWereMissed() {
    DirectPositions positions =
        DirectPositions.of(List.of(head(1, 300), head(2, 2), head(3, "long-epoch", 3, 200)));

    DirectPositions.Missed missed =
        missed(
            positions,
            List.of(head(4, 1), head(1, 301), head(2, 2), head(3, "long-epoch", 3, 201)));

    assertThat(missed.logs())
        .containsExactly(
            Map.entry(with(4), new Since(Position.NO_EPOCH, 0, null)),
            Map.entry(with(1), new Since("e", 300, 0L)),
            Map.entry(with(3), new Since("long-epoch", 3, 200L)));
    assertThat(missed.complete()).isTrue();
  }

  @Test
  void logsThatTheClientNamesAreLeftOut() {
    DirectPositions positions = DirectPositions.of(List.of(head(1, 1)));

    assertThat(positions.missed(List.of(head(1, 2), head(2, 1)), LIMIT, Set.of(with(1))).logs())
        .containsOnlyKeys(with(2));
  }

  @Test
  void aLogWithoutAKnownPositionHasChangedIfItComesBeforeOneWithOne() {
    List<ConversationHead> before = friends(DirectPositions.MAX + 8);
    DirectPositions positions = DirectPositions.of(before);
    assertThat(missed(positions, before)).isEqualTo(new DirectPositions.Missed(Map.of(), true));

    List<ConversationHead> after = new ArrayList<>(before);
    after.remove(after.size() - 1);
    after.add(0, head(0, 2));
    DirectPositions.Missed missed = missed(positions, after);
    assertThat(missed.logs()).containsExactly(Map.entry(with(0), new Since("?", 0, null)));
    assertThat(missed.complete()).isTrue();
  }

  @Test
  void ifAllKnownLogsHaveChangedOthersMayHave() {
    List<ConversationHead> before = friends(DirectPositions.MAX + 8);
    DirectPositions positions = DirectPositions.of(before);
    List<ConversationHead> after = new ArrayList<>();
    for (int i = 8; i < DirectPositions.MAX + 8; i++) {
      after.add(head(i, 2));
    }

    assertThat(missed(positions, join(after, before.subList(32, 40))).complete()).isFalse();
    assertThat(missed(positions, join(after, before.subList(32, 40))).logs())
        .hasSize(DirectPositions.MAX);
  }

  @Test
  void aResultAtTheLimitIsIncompleteUnlessOneLogHasNotChanged() {
    DirectPositions positions = DirectPositions.of(friends(3));
    List<ConversationHead> fresh = new ArrayList<>();
    for (int i = 0; i <= LIMIT; i++) {
      fresh.add(head(1_000 + i, 1));
    }

    assertThat(missed(positions, fresh).logs()).hasSize(LIMIT);
    assertThat(missed(positions, fresh).complete()).isFalse();
    assertThat(missed(positions, join(fresh.subList(0, LIMIT - 1), friends(3))).complete())
        .isTrue();
  }

  @Test
  void withoutKnownPositionsTheResultIsIncomplete() {
    assertThat(DirectPositions.UNKNOWN.missed(friends(1), LIMIT, Set.of()).complete()).isFalse();
    assertThat(DirectPositions.UNKNOWN.missed(List.of(), LIMIT, Set.of()).complete()).isTrue();
  }

  @Test
  void betterKnownPositionsReplaceOthers() {
    DirectPositions begun = DirectPositions.of(List.of(head(1, 1), head(2, 2)));
    ByteBuffer held =
        DirectPositions.of(
                Map.of(with(2), new Position("e", 5, 0), with(3), new Position("f", 1, 0)))
            .toHeld();
    DirectPositions positions = begun.with(Objects.requireNonNull(DirectPositions.ofHeld(held)));

    assertThat(
            missed(positions, List.of(head(3, "f", 1, 0), head(2, 5), head(1, 2), head(4, 9)))
                .logs())
        .containsOnlyKeys(with(1), with(4));
  }

  @Test
  void theLastPositionsAreKept() {
    DirectPositions many = DirectPositions.UNKNOWN;
    for (int i = 0; i <= DirectPositions.MAX; i++) {
      many =
          many.with(
              DirectPositions.of(Map.of(with(i % DirectPositions.MAX), new Position("e", 1, 0))));
      many = many.with(DirectPositions.of(Map.of(with(1_000 + i), new Position("e", 1, 0)))).last();
    }

    assertThat(many.since(with(0)).epoch()).isEqualTo("e");
    assertThat(many.since(with(1_000 + DirectPositions.MAX)).epoch()).isEqualTo("e");
    assertThat(many.since(with(1)).epoch())
        .as("the epoch of a position that was dropped")
        .isEqualTo("?");
    assertThat(DirectPositions.ofHeld(many.toHeld())).isNotNull();
  }

  @Test
  void textThatHoldsNoPositionsIsUnknown() {
    String text = DirectPositions.of(friends(DirectPositions.MAX)).toText();
    for (String other : List.of("", "nonsense", "!", text.substring(0, text.length() - 9))) {
      assertThat(DirectPositions.ofText(other).isUnknown()).as(other).isTrue();
    }
    assertThat(DirectPositions.ofHeld(StandardCharsets.UTF_8.encode("{\"v\":1}"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 127, 128, 16_384, Long.MAX_VALUE})
  void theLongestTextIsBounded(long number) {
    List<ConversationHead> heads = new ArrayList<>();
    for (int i = 0; i < DirectPositions.MAX; i++) {
      heads.add(head(i, "e".repeat(Position.MAX_EPOCH_LENGTH), Math.max(1, number), number));
    }
    DirectPositions positions = DirectPositions.of(heads);

    assertThat(positions.toText().length()).isLessThan(2_600);
    assertThat(missed(positions, heads).logs()).isEmpty();
  }
}
