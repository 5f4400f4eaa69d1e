package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Attachment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.support.HostileText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every value is read as it was written. */
abstract class StoreRoundTrip extends StoreTopic {
  /** Checks that a message is equal in its answer and in every read of every instance. */
  private void assertKept(Draft draft) throws Exception {
    Message answered = append(store, draft);
    Map<String, String> given = MessageFields.of(draft);
    assertThat(MessageFields.of(answered.draft())).as("the answer").isEqualTo(given);
    assertRead(answered);
  }

  private void assertRead(Message message) throws Exception {
    Map<String, String> expected = MessageFields.of(message);
    for (MessageStore reader : instances(2)) {
      assertThat(reader.find(room, message.id()))
          .as("find")
          .get()
          .extracting(MessageFields::of)
          .isEqualTo(expected);
      assertThat(reader.findByClientId(room, message.sender().id(), message.clientMessageId()))
          .as("findByClientId")
          .get()
          .extracting(MessageFields::of)
          .isEqualTo(expected);
      assertThat(MessageFields.of(reader.after(room, message.seq() - 1, 1).messages()))
          .as("after")
          .containsExactly(expected);
      assertThat(MessageFields.of(reader.before(room, message.seq() + 1, 1).messages()))
          .as("before")
          .containsExactly(expected);
      assertThat(MessageFields.of(duplicate(append(reader, List.of(message.draft())).get(0))))
          .as("duplicate")
          .isEqualTo(expected);
    }
  }

  /** Entries in an order that is neither that of their keys nor of any hash. */
  private static Map<String, String> entries(List<String> keys) {
    Map<String, String> entries = new LinkedHashMap<>();
    keys.forEach(key -> entries.put(key, "value of " + key));
    return entries;
  }

  @Test
  void aMessageOfFewValuesIsKept() throws Exception {
    assertKept(Draft.builder(room, User.builder(ann.id()).build(), now(), "").build());
  }

  @Test
  void aMessageOfAllValuesIsKept() throws Exception {
    User sender =
        User.builder(ann.id())
            .name("Ann \ud83d\ude00")
            .known(true)
            .metadata(entries(List.of("z", "a", "m", "b")))
            .build();
    assertKept(
        Draft.builder(room, sender, now(), "text")
            .id("id of " + ann.id())
            .clientMessageId("what Ann calls it")
            .replyTo("another id")
            .mentions(List.of("zoe", "bob", "ann", "bob"))
            .attachments(
                List.of(
                    Attachment.builder("https://example.org/b?x=1&y=2#z")
                        .name("b.png")
                        .mediaType("image/png")
                        .size(1)
                        .build(),
                    Attachment.builder("a").build()))
            .metadata(entries(List.of("zz", "aa", "mm", "bb", "10", "9")))
            .build());
  }

  @Test
  void aGuestStaysAGuest() throws Exception {
    assertKept(
        Draft.builder(room, User.builder("guest").name("Guest").build(), now(), "x").build());
  }

  @Test
  void theSenderKeepsItsNameOfThatTime() {
    Message first = append(room, "text");
    User renamed = ann.toBuilder().name("Anne").metadata(Map.of("team", "red")).build();
    append(store, draft(room, renamed, "text"));

    assertThat(all(store, room))
        .extracting(message -> message.sender().name())
        .containsExactly(first.sender().name(), "Anne");
    assertThat(all(store, room).get(0).sender().metadata()).isEmpty();
  }

  @Test
  void anyTextIsKeptAsContent() throws Exception {
    for (String text : HostileText.TEXTS) {
      assertKept(draft(text));
    }
  }

  @Test
  void anyTextIsKeptInEveryOtherValue() throws Exception {
    for (String text : HostileText.texts(Message.MAX_ID_LENGTH)) {
      assertKept(
          Draft.builder(
                  room,
                  User.builder(ann.id()).name(text).metadata(Map.of(text, text)).build(),
                  now(),
                  "text")
              .clientMessageId(text)
              .replyTo(text)
              .mentions(List.of(text))
              .attachments(List.of(Attachment.builder(text).name(text).mediaType(text).build()))
              .metadata(Map.of(text, text, "other", ""))
              .build());
    }
  }

  @Test
  void anyTextIsKeptAsReaction() throws Exception {
    for (String text : HostileText.texts(Message.MAX_REACTION_LENGTH)) {
      Message message = append(room, "text");
      Map<String, List<String>> reactions = new LinkedHashMap<>();
      reactions.put("zz", List.of(bob.id()));
      reactions.put(text, List.of(text, ann.id()));
      reactions.put("aa", List.of("z", "a", "m"));
      assertRead(amend(store, message, Amendment.of(message).reactions(reactions).build()));
      assertThat(store.find(room, message.id()).orElseThrow().reactions().entrySet())
          .containsExactlyElementsOf(reactions.entrySet());
    }
  }

  @Test
  void anyTextIsKeptAsEditedContent() throws Exception {
    for (String text : HostileText.TEXTS) {
      assertRead(edit(append(room, "text"), text));
    }
  }

  @Test
  void anyTextIsKeptAsMentionOfAnEditAndAsDeletedBy() throws Exception {
    for (String text : HostileText.texts(Message.MAX_ID_LENGTH)) {
      Message message = append(room, "text");
      List<String> mentions = List.of("zoe", text, "ann");
      Message edited =
          amend(store, message, Amendment.of(message).edit("x", now()).mentions(mentions).build());
      assertThat(edited.mentions()).isEqualTo(mentions);
      assertRead(edited);
      Message deleted = amend(store, edited, Amendment.of(edited).delete(text).build());
      assertThat(deleted.deletedBy()).isEqualTo(text);
      assertRead(deleted);
    }
  }

  @Test
  void timesAreKeptToTheMillisecond() throws Exception {
    Instant second = now().truncatedTo(ChronoUnit.SECONDS);
    for (int millis : new int[] {0, 1, 10, 100, 999}) {
      Instant time = second.plusMillis(millis);
      assertKept(Draft.builder(room, ann, time, "text").build());
      Message message = append(room, "text");
      Message edited = amend(store, message, Amendment.of(message).edit("x", time).build());
      assertThat(edited.editedAt()).isEqualTo(time);
      assertRead(edited);
    }
  }

  @Test
  void timesAreKeptFromTheFirstYearToTheLast() throws Exception {
    for (Instant time :
        List.of(
            Message.MIN_TIMESTAMP,
            Instant.EPOCH.minusMillis(1),
            Instant.parse("2262-04-12T00:00:00.001Z"),
            Message.MAX_TIMESTAMP)) {
      assertKept(Draft.builder(room, ann, time, "text").build());
      Message message = append(room, "text");
      assertRead(amend(store, message, Amendment.of(message).edit("x", time).build()));
    }
  }

  @Test
  void numbersAreKeptInAllTheirBits() throws Exception {
    for (long size :
        new long[] {0, 1, Integer.MAX_VALUE, 1L << 31, (1L << 53) + 1, Long.MAX_VALUE}) {
      assertKept(
          draft("text").toBuilder()
              .attachments(List.of(Attachment.builder("a").size(size).build()))
              .build());
    }
  }

  @Test
  void aDeletedMessageIsKeptAsDeleted() throws Exception {
    Message message = append(room, "text");
    Message deleted = amend(store, message, Amendment.of(message).delete(ann.id()).build());

    assertThat(deleted.deleted()).isTrue();
    assertThat(deleted.content()).isEmpty();
    assertRead(deleted);
  }

  @Test
  void aMessageAtAllItsBoundsIsKept() throws Exception {
    List<String> longKeys =
        IntStream.range(0, Message.MAX_METADATA_ENTRIES)
            .mapToObj(i -> (i % 10 + "\u20ac").repeat(Message.MAX_METADATA_KEY_LENGTH / 2 - 1) + i)
            .map(key -> key.substring(key.length() - Message.MAX_METADATA_KEY_LENGTH + 2))
            .toList();
    Map<String, String> metadata = new LinkedHashMap<>();
    longKeys.forEach(key -> metadata.put(key, "\u20ac".repeat(Message.MAX_METADATA_VALUE_LENGTH)));
    assertThat(metadata).hasSize(Message.MAX_METADATA_ENTRIES);
    List<Attachment> attachments = new ArrayList<>();
    for (int i = 0; i < Message.MAX_ATTACHMENTS; i++) {
      attachments.add(
          Attachment.builder("\u20ac".repeat(Attachment.MAX_URL_LENGTH))
              .name("\u20ac".repeat(Attachment.MAX_NAME_LENGTH))
              .mediaType("\u20ac".repeat(Attachment.MAX_NAME_LENGTH))
              .build());
    }
    User sender =
        ann.toBuilder().name("\u20ac".repeat(User.MAX_NAME_LENGTH)).metadata(metadata).build();
    assertKept(
        Draft.builder(room, sender, now(), "\u20ac".repeat(Message.MAX_CONTENT_LENGTH))
            .clientMessageId("\u20ac".repeat(Message.MAX_CLIENT_ID_LENGTH))
            .replyTo("\u20ac".repeat(Message.MAX_ID_LENGTH))
            .mentions(
                IntStream.range(0, Message.MAX_MENTIONS)
                    .mapToObj(i -> "\u20ac".repeat(User.MAX_ID_LENGTH - 2) + (10 + i))
                    .toList())
            .attachments(attachments)
            .metadata(metadata)
            .build());
  }
}
