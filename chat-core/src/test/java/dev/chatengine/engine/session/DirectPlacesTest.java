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

/** What was missed of private logs is told by where they stood, and by their order. */
class DirectPlacesTest {
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

  private static DirectPlaces.Missed missed(DirectPlaces places, List<ConversationHead> heads) {
    DirectPlaces.Missed missed = places.missed(heads, LIMIT, Set.of());
    assertThat(DirectPlaces.ofText(places.toText()).missed(heads, LIMIT, Set.of()))
        .as("what the places tell as text")
        .isEqualTo(missed);
    return missed;
  }

  @Test
  void whatHasMovedOrIsNewWasMissed() {
    DirectPlaces places =
        DirectPlaces.of(List.of(head(1, 300), head(2, 2), head(3, "long-epoch", 3, 200)));

    DirectPlaces.Missed missed =
        missed(
            places, List.of(head(4, 1), head(1, 301), head(2, 2), head(3, "long-epoch", 3, 201)));

    assertThat(missed.logs())
        .containsExactly(
            Map.entry(with(4), new Since(Position.NO_EPOCH, 0, null)),
            Map.entry(with(1), new Since("e", 300, 0L)),
            Map.entry(with(3), new Since("long-epoch", 3, 200L)));
    assertThat(missed.complete()).isTrue();
  }

  @Test
  void whatTheClientNamesIsNotAskedAbout() {
    DirectPlaces places = DirectPlaces.of(List.of(head(1, 1)));

    assertThat(places.missed(List.of(head(1, 2), head(2, 1)), LIMIT, Set.of(with(1))).logs())
        .containsOnlyKeys(with(2));
  }

  @Test
  void aLogBeyondThosesPlacesHasMovedIfItComesBeforeOneOfThem() {
    List<ConversationHead> before = friends(DirectPlaces.MAX + 8);
    DirectPlaces places = DirectPlaces.of(before);
    assertThat(missed(places, before)).isEqualTo(new DirectPlaces.Missed(Map.of(), true));

    List<ConversationHead> after = new ArrayList<>(before);
    after.remove(after.size() - 1);
    after.add(0, head(0, 2));
    DirectPlaces.Missed missed = missed(places, after);
    assertThat(missed.logs()).containsExactly(Map.entry(with(0), new Since("?", 0, null)));
    assertThat(missed.complete()).isTrue();
  }

  @Test
  void whereAllKnownOnesHaveMovedOthersMayHave() {
    List<ConversationHead> before = friends(DirectPlaces.MAX + 8);
    DirectPlaces places = DirectPlaces.of(before);
    List<ConversationHead> after = new ArrayList<>();
    for (int i = 8; i < DirectPlaces.MAX + 8; i++) {
      after.add(head(i, 2));
    }

    assertThat(missed(places, join(after, before.subList(32, 40))).complete()).isFalse();
    assertThat(missed(places, join(after, before.subList(32, 40))).logs())
        .hasSize(DirectPlaces.MAX);
  }

  @Test
  void moreThanTheLimitIsNotAllUnlessOneHasNotMoved() {
    DirectPlaces places = DirectPlaces.of(friends(3));
    List<ConversationHead> fresh = new ArrayList<>();
    for (int i = 0; i <= LIMIT; i++) {
      fresh.add(head(1_000 + i, 1));
    }

    assertThat(missed(places, fresh).logs()).hasSize(LIMIT);
    assertThat(missed(places, fresh).complete()).isFalse();
    assertThat(missed(places, join(fresh.subList(0, LIMIT - 1), friends(3))).complete()).isTrue();
  }

  @Test
  void ofUnknownPlacesItIsNotKnownWhatWasMissed() {
    assertThat(DirectPlaces.UNKNOWN.missed(friends(1), LIMIT, Set.of()).complete()).isFalse();
    assertThat(DirectPlaces.UNKNOWN.missed(List.of(), LIMIT, Set.of()).complete()).isTrue();
  }

  @Test
  void whatIsKnownBetterCounts() {
    DirectPlaces begun = DirectPlaces.of(List.of(head(1, 1), head(2, 2)));
    ByteBuffer held =
        DirectPlaces.of(Map.of(with(2), new Position("e", 5, 0), with(3), new Position("f", 1, 0)))
            .toHeld();
    DirectPlaces places = begun.with(Objects.requireNonNull(DirectPlaces.ofHeld(held)));

    assertThat(
            missed(places, List.of(head(3, "f", 1, 0), head(2, 5), head(1, 2), head(4, 9))).logs())
        .containsOnlyKeys(with(1), with(4));
  }

  @Test
  void theLastOnesAreRemembered() {
    DirectPlaces many = DirectPlaces.UNKNOWN;
    for (int i = 0; i <= DirectPlaces.MAX; i++) {
      many =
          many.with(DirectPlaces.of(Map.of(with(i % DirectPlaces.MAX), new Position("e", 1, 0))));
      many = many.with(DirectPlaces.of(Map.of(with(1_000 + i), new Position("e", 1, 0)))).last();
    }

    assertThat(many.since(with(0)).epoch()).isEqualTo("e");
    assertThat(many.since(with(1_000 + DirectPlaces.MAX)).epoch()).isEqualTo("e");
    assertThat(many.since(with(1)).epoch())
        .as("the epoch of one that was forgotten")
        .isEqualTo("?");
    assertThat(DirectPlaces.ofHeld(many.toHeld())).isNotNull();
  }

  @Test
  void whatIsNoTextOfPlacesSaysNothing() {
    String text = DirectPlaces.of(friends(DirectPlaces.MAX)).toText();
    for (String other : List.of("", "nonsense", "!", text.substring(0, text.length() - 9))) {
      assertThat(DirectPlaces.ofText(other).isUnknown()).as(other).isTrue();
    }
    assertThat(DirectPlaces.ofHeld(StandardCharsets.UTF_8.encode("{\"v\":1}"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 127, 128, 16_384, Long.MAX_VALUE})
  void theLongestTextIsTakenInHello(long number) {
    List<ConversationHead> heads = new ArrayList<>();
    for (int i = 0; i < DirectPlaces.MAX; i++) {
      heads.add(head(i, "e".repeat(Position.MAX_EPOCH_LENGTH), Math.max(1, number), number));
    }
    DirectPlaces places = DirectPlaces.of(heads);

    assertThat(places.toText().length()).isLessThan(2_600);
    assertThat(missed(places, heads).logs()).isEmpty();
  }
}
