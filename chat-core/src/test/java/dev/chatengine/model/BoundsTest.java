package dev.chatengine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bound of the model: values up to it are accepted, others are refused by name. */
class BoundsTest {
  private static final User ANN = User.of("a", "ann");
  private static final Room TEA = new Room("tea");

  /** A text of the model, its name in messages, and how long it may be. */
  record TextBound(String name, int min, int max, Function<String, Object> maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<TextBound> textBounds() {
    return Stream.of(
        new TextBound("room name", 1, 128, Room::new),
        new TextBound("room name", 1, 128, Room::named),
        new TextBound("user id", 1, 128, id -> Direct.between(id, id)),
        new TextBound("user id", 1, 128, id -> User.of(id, "ann")),
        new TextBound("user name", 1, 128, name -> User.of("a", name)),
        new TextBound("user id", 1, 128, id -> new Member(id, "ann")),
        new TextBound("user name", 0, 128, name -> new Member("a", name)),
        new TextBound("node id", 1, 64, NodeAddress::new),
        new TextBound("metadata key", 1, 64, key -> user(Map.of(key, ""))),
        new TextBound("metadata value of key", 0, 1_024, value -> user(Map.of("key", value))),
        new TextBound("message id", 1, 64, id -> draft().id(id).build()),
        new TextBound("client message id", 1, 64, id -> draft().clientMessageId(id).build()),
        new TextBound("content", 0, 65_536, content -> draft().content(content).build()),
        new TextBound("reply-to id", 1, 64, id -> draft().replyTo(id).build()),
        new TextBound("mentions entry", 1, 128, id -> draft().mentions(List.of(id)).build()),
        new TextBound("metadata key", 1, 64, key -> draft().metadata(Map.of(key, "")).build()),
        new TextBound("attachment url", 1, 2_048, url -> Attachment.builder(url).build()),
        new TextBound("attachment name", 1, 255, n -> Attachment.builder("u").name(n).build()),
        new TextBound("media type", 1, 255, t -> Attachment.builder("u").mediaType(t).build()),
        new TextBound("content", 0, 65_536, c -> amendment().edit(c, Instant.EPOCH).build()),
        new TextBound("mentions entry", 1, 128, id -> amendment().mentions(List.of(id)).build()),
        new TextBound("deletedBy", 1, 128, id -> amendment().delete(id).build()),
        new TextBound("deletedBy", 1, 128, id -> message().deleted(true).deletedBy(id).build()),
        new TextBound("reaction", 1, 64, r -> amendment().reactions(reaction(r)).build()),
        new TextBound("reaction", 1, 64, r -> message().reactions(reaction(r)).build()),
        new TextBound(
            "users of a reaction entry",
            1,
            128,
            id -> message().reactions(Map.of("+", List.of(id))).build()));
  }

  @ParameterizedTest
  @MethodSource("textBounds")
  void textUpToTheBoundIsAcceptedAndLongerTextIsRefusedByName(TextBound bound) {
    assertThat(bound.maker().apply("x".repeat(bound.min()))).isNotNull();
    assertThat(bound.maker().apply("x".repeat(bound.max()))).isNotNull();
    assertThat(bound.maker().apply("\ud83d\ude00".repeat(bound.max() / 2))).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bound.maker().apply("x".repeat(bound.max() + 1)))
        .withMessage(
            bound.name()
                + " has "
                + (bound.max() + 1)
                + " characters, not "
                + bound.min()
                + " to "
                + bound.max());
    if (bound.min() > 0) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bound.maker().apply(""))
          .withMessageStartingWith(bound.name() + " has 0 characters");
    }
  }

  @ParameterizedTest
  @MethodSource("textBounds")
  void halfASurrogatePairIsRefusedByName(TextBound bound) {
    for (String half : List.of("\ud83d", "x\ude00", "\ud83dx", "\ude00\ud83d", "\ud83d\ud83d")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bound.maker().apply(half))
          .withMessage(bound.name() + " contains half a surrogate pair");
    }
  }

  /** How many entries there may be. */
  record SizeBound(String name, int max, Function<Integer, Object> maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<SizeBound> sizeBounds() {
    return Stream.of(
        new SizeBound("mentions", 50, n -> draft().mentions(texts(n)).build()),
        new SizeBound("mentions", 50, n -> amendment().mentions(texts(n)).build()),
        new SizeBound("attachments", 10, n -> draft().attachments(attachments(n)).build()),
        new SizeBound("metadata", 16, n -> draft().metadata(metadata(n)).build()),
        new SizeBound("metadata", 16, n -> user(metadata(n))),
        new SizeBound("reactions", 50, n -> message().reactions(reactions(n)).build()),
        new SizeBound("reactions", 50, n -> amendment().reactions(reactions(n)).build()),
        new SizeBound(
            "users of a reaction", 1_000, n -> message().reactions(Map.of("+", texts(n))).build()));
  }

  @ParameterizedTest
  @MethodSource("sizeBounds")
  void sizesUpToTheBoundAreAcceptedAndLargerOnesAreRefusedByName(SizeBound bound) {
    assertThat(bound.maker().apply(0)).isNotNull();
    assertThat(bound.maker().apply(bound.max())).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bound.maker().apply(bound.max() + 1))
        .withMessage(
            bound.name() + " has " + (bound.max() + 1) + " entries, not 0 to " + bound.max());
  }

  @Test
  void numbersOutOfRangeAreRefusedByName() {
    refused("attachment size", () -> Attachment.builder("u").size(-1).build());
    refused("seq", () -> Message.builder(draft().build(), "e", 0).build());
    refused("seq", () -> Message.builder(draft().build(), "e", -1).build());
    refused("revision", () -> message().revision(-1).build());
    refused("seq", () -> new Position("e", -1, 0));
    refused("revision", () -> new Position("e", 0, -1));
    refused("members", () -> new RoomSummary(TEA, -1));
    refused(
        "version",
        () -> new MembershipChange(TEA, 0, MembershipChange.Kind.JOINED, new Member("a", "ann")));
    refused("epoch", () -> new Position("", 0, 0));
    refused("epoch", () -> new Position("e".repeat(33), 0, 0));
    refused("epoch", () -> new Position("e f", 0, 0));
    refused("epoch", () -> new Position("é", 0, 0));
    assertThatCode(() -> new Position("~!".repeat(16), 0, 0)).doesNotThrowAnyException();
  }

  @Test
  void aTimeThatNoFrameCanExpressIsRefusedByName() {
    Instant first = Message.MIN_TIMESTAMP;
    Instant last = Message.MAX_TIMESTAMP;
    for (Instant within : List.of(first, Instant.EPOCH, last, last.plusNanos(999_999))) {
      assertThat(at(within).timestamp()).isEqualTo(within.truncatedTo(ChronoUnit.MILLIS));
      assertThat(message().editedAt(within).build().editedAt()).isNotNull();
      assertThat(amendment().edit("hi", within).build().editedAt()).isNotNull();
    }
    assertThat(Message.nearestTimestamp(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    for (Instant beyond :
        List.of(Instant.MIN, first.minusMillis(1), last.plusMillis(1), Instant.MAX)) {
      String range = " is " + beyond + ", not " + first + " to " + last;
      refused("timestamp" + range, () -> at(beyond));
      refused("editedAt" + range, () -> message().editedAt(beyond).build());
      refused("editedAt" + range, () -> amendment().edit("hi", beyond).build());
      assertThat(Message.nearestTimestamp(beyond)).isIn(first, last);
    }
  }

  private static Draft at(Instant time) {
    return Draft.builder(TEA, ANN, time, "hi").build();
  }

  @Test
  void aHeadIsWithinOneEpochAndDoesNotEndBeforeItBegins() {
    refused("a head", () -> new Head(new Position("e", 0, 0), new Position("f", 1, 0)));
    refused("a head", () -> new Head(new Position("e", 2, 0), new Position("e", 1, 0)));
    refused("a head", () -> new Head(new Position("e", 0, 2), new Position("e", 0, 1)));
  }

  @Test
  void aMissingValueIsRefusedByName() {
    Map<String, String> nullValue = new HashMap<>();
    nullValue.put("key", null);

    refused("metadata value of key is missing", () -> draft().metadata(nullValue).build());
    refused(
        "mentions entry is missing",
        () -> draft().mentions(Collections.singletonList(null)).build());
  }

  @Test
  void nobodyHasDeletedAMessageThatIsNotDeleted() {
    refused(
        "deletedBy is set, but the message is not deleted", () -> message().deletedBy("a").build());
    assertThat(message().deleted(true).build().deletedBy()).as("not known").isNull();
  }

  @Test
  void collectionsOfTheCallerAreCopied() {
    Map<String, String> metadata = new HashMap<>(Map.of("key", "before"));
    Draft draft = draft().metadata(metadata).build();

    metadata.put("key", "after");

    assertThat(draft.metadata()).containsExactly(Map.entry("key", "before"));
  }

  private static void refused(String name, ThrowingCallable maker) {
    assertThatIllegalArgumentException().isThrownBy(maker).withMessageStartingWith(name);
  }

  private static User user(Map<String, String> metadata) {
    return User.builder("a").metadata(metadata).build();
  }

  private static Draft.Builder draft() {
    return Draft.builder(TEA, ANN, Instant.EPOCH, "hi").id("m1");
  }

  private static Message.Builder message() {
    return Message.builder(draft().build(), "e", 1);
  }

  private static Amendment.Builder amendment() {
    return Amendment.of(message().build());
  }

  private static Map<String, List<String>> reaction(String reaction) {
    return Map.of(reaction, List.of("a"));
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "id" + i).toList();
  }

  private static List<Attachment> attachments(int count) {
    return texts(count).stream().map(url -> Attachment.builder(url).build()).toList();
  }

  private static Map<String, String> metadata(int count) {
    return texts(count).stream().collect(Collectors.toMap(key -> key, key -> ""));
  }

  private static Map<String, List<String>> reactions(int count) {
    return texts(count).stream().collect(Collectors.toMap(key -> key, key -> List.of("a")));
  }
}
