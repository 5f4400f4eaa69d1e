package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Attachment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.User;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.support.Race;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Amendments: numbered, absolute, and never made on an outdated state. */
abstract class StoreAmendments extends StoreTopic {
  /** Far more attempts than there are concurrent amendments in any test. */
  private static final int MAX_ATTEMPTS = 1_000;

  /** Reacts like an engine: after a conflict tries again from the current message. */
  private static Message react(MessageStore store, Message message, String reaction, String user) {
    Message current = message;
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      AmendResult result =
          store.amend(
              current.conversation(),
              current.id(),
              current.revision(),
              reacted(current, reaction, user));
      if (result instanceof AmendResult.Stored stored) {
        return stored.message();
      }
      assertThat(result).isInstanceOf(AmendResult.Conflict.class);
      current = ((AmendResult.Conflict) result).current();
    }
    throw new AssertionError("a conflict " + MAX_ATTEMPTS + " times in a row");
  }

  private static Message conflict(AmendResult result) {
    assertThat(result).isInstanceOf(AmendResult.Conflict.class);
    return ((AmendResult.Conflict) result).current();
  }

  @Test
  void anEditIsInEveryRead() throws Exception {
    Message first = append(room, 3).get(1);
    Message changed = edit(first, "changed");

    assertThat(changed.content()).isEqualTo("changed");
    assertThat(changed.editedAt()).isNotNull();
    assertThat(changed.seq()).isEqualTo(2);
    for (MessageStore reader : instances(2)) {
      Map<String, String> expected = MessageFields.of(changed);
      assertThat(reader.find(room, first.id()))
          .get()
          .extracting(MessageFields::of)
          .isEqualTo(expected);
      assertThat(reader.findByClientId(room, ann.id(), first.clientMessageId()))
          .get()
          .extracting(MessageFields::of)
          .isEqualTo(expected);
      assertThat(MessageFields.of(reader.after(room, 1, 1).messages())).containsExactly(expected);
      assertThat(MessageFields.of(reader.before(room, 3, 1).messages())).containsExactly(expected);
      assertThat(MessageFields.of(reader.amendments(room, 0, 1).messages()))
          .containsExactly(expected);
    }
  }

  @Test
  void amendmentsAreNumberedByTheLogWithoutAGap() {
    List<Message> messages = append(room, 3);
    assertThat(edit(messages.get(2), "a").revision()).isEqualTo(1);
    Message twice = edit(messages.get(0), "b");
    assertThat(twice.revision()).isEqualTo(2);
    assertThat(edit(twice, "c").revision()).isEqualTo(3);
    assertThat(edit(messages.get(1), "d").revision()).isEqualTo(4);

    assertThat(head(store, room).position().revision()).isEqualTo(4);
    assertThat(head(store, room).position().seq()).isEqualTo(3);
    assertThat(all(store, room)).extracting(Message::revision).containsExactly(3L, 4L, 1L);
  }

  @Test
  void eachConversationHasRevisionsOfItsOwn() {
    Message other = append(room("other"), "text");
    edit(append(room, "text"), "changed");

    assertThat(edit(other, "changed").revision()).isEqualTo(1);
  }

  @Test
  void anAmendmentDoesNotUseUpANumberOfAMessage() {
    edit(append(room, "text"), "changed");

    Message next = append(room, "next");
    assertThat(next.seq()).isEqualTo(2);
    assertThat(next.revision()).isZero();
  }

  @Test
  void anAmendmentIsTheWholeState() {
    Message message = append(room, "text");
    Message changed = amend(store, message, reacted(message, "+1", bob.id()));
    Message replaced =
        amend(
            store,
            changed,
            Amendment.of(changed).reactions(Map.of("-1", List.of(ann.id()))).build());

    assertThat(replaced.reactions()).isEqualTo(Map.of("-1", List.of(ann.id())));
    assertThat(store.find(room, message.id()))
        .get()
        .extracting(Message::reactions)
        .isEqualTo(replaced.reactions());
    Message none = amend(store, replaced, Amendment.of(replaced).reactions(Map.of()).build());
    assertThat(none.reactions()).isEmpty();
  }

  @Test
  void anAmendmentKeepsTheFieldsThatItCannotChange() {
    Message message = append(room, 1).get(0);
    Map<String, String> expected = MessageFields.of(message);
    Map<String, String> changed = MessageFields.of(edit(message, "changed"));
    for (String state : List.of("content", "editedAt", "revision")) {
      expected.remove(state);
      changed.remove(state);
    }

    assertThat(changed).isEqualTo(expected);
  }

  @Test
  void anEditReplacesTheMentions() throws Exception {
    Draft draft = draft("text").toBuilder().mentions(List.of(ann.id(), bob.id())).build();
    Message message = append(store, draft);
    Message kept = edit(message, "the same mentions");
    Amendment other = Amendment.of(kept).edit("others", now()).mentions(List.of("zoe")).build();
    Message replaced = amend(store, kept, other);
    assertThat(kept.mentions()).isEqualTo(message.mentions());
    assertThat(replaced.mentions()).containsExactly("zoe");
    assertMentions(message, List.of("zoe"));

    amend(store, replaced, Amendment.of(replaced).edit("none", now()).mentions(List.of()).build());
    assertMentions(message, List.of());
  }

  private void assertMentions(Message message, List<String> userIds) throws Exception {
    for (MessageStore reader : instances(2)) {
      assertThat(everyReadOf(message, reader)).extracting(Message::mentions).containsOnly(userIds);
    }
  }

  @Test
  void aReactionKeepsTheMentions() throws Exception {
    Message message = append(store, draft("text").toBuilder().mentions(List.of("zoe")).build());
    amend(store, message, reacted(message, "+1", bob.id()));

    assertMentions(message, List.of("zoe"));
  }

  @Test
  void aStaleBaseIsAConflictWithTheCurrentMessage() {
    Message message = append(room, "text");
    Message changed = edit(message, "first");
    Amendment late = Amendment.of(message).edit("late", now()).build();
    AmendResult result = store.amend(room, message.id(), message.revision(), late);

    assertThat(MessageFields.of(conflict(result))).isEqualTo(MessageFields.of(changed));
    assertThat(store.find(room, message.id()))
        .get()
        .extracting(Message::content)
        .isEqualTo("first");
    assertThat(head(store, room).position().revision()).as("no number used up").isEqualTo(1);
  }

  @Test
  void aFutureBaseIsAConflict() {
    Message message = append(room, "text");
    Amendment state = Amendment.of(message).edit("changed", now()).build();

    conflict(store.amend(room, message.id(), 1, state));
    assertThat(store.amendments(room, 0, 10).messages()).isEmpty();
  }

  @Test
  void repeatingAnAmendmentAmendsOnce() {
    Message message = append(room, "text");
    Amendment state = Amendment.of(message).edit("changed", now()).build();
    Message changed = amend(store, message, state);

    Message current = conflict(store.amend(room, message.id(), 0, state));
    assertThat(MessageFields.of(current)).isEqualTo(MessageFields.of(changed));
    assertThat(head(store, room).position().revision()).isEqualTo(1);
  }

  @Test
  void anUnknownMessageIsNotFound() {
    Message message = append(room, "text");
    Amendment state = Amendment.of(message).delete(ann.id()).build();

    assertThat(store.amend(room, "unknown", 0, state)).isEqualTo(new AmendResult.NotFound());
    assertThat(store.amend(room("other"), message.id(), 0, state))
        .isEqualTo(new AmendResult.NotFound());
    assertThat(store.amend(direct(ann, bob), message.id(), 0, state))
        .isEqualTo(new AmendResult.NotFound());
    assertThat(store.find(room, message.id())).get().extracting(Message::deleted).isEqualTo(false);
  }

  @Test
  void deletedContentIsGoneFromEveryRead() throws Exception {
    Message message = append(room, "secret one");
    Message edited = edit(message, "secret two");
    Message reacted = amend(store, edited, reacted(edited, "secret three", ann.id()));
    append(room, "next");
    amend(store, reacted, Amendment.of(reacted).delete(ann.id()).build());

    for (MessageStore reader : instances(2)) {
      List<Message> seen = everyReadOf(message, reader);
      assertThat(seen).allMatch(Message::deleted);
      assertThat(MessageFields.of(seen).toString()).doesNotContain("secret");
    }
  }

  @Test
  void everyReadOfADeletedMessageShowsWhoDeletedIt() throws Exception {
    Message message = append(room, "text");
    assertThat(message.deletedBy()).isNull();
    Message deleted = amend(store, message, Amendment.of(message).delete(bob.id()).build());

    assertThat(deleted.deletedBy()).as("the answer").isEqualTo(bob.id());
    for (MessageStore reader : instances(2)) {
      assertThat(everyReadOf(message, reader))
          .extracting(Message::deletedBy)
          .containsOnly(bob.id());
    }
  }

  @Test
  void aDeletionRemovesTheContentAndItsExtras() throws Exception {
    User sender = ann.toBuilder().known(true).metadata(Map.of("team", "red")).build();
    Draft draft =
        Draft.builder(room, sender, now(), "secret content")
            .clientMessageId("what Ann calls it")
            .replyTo("secret id")
            .mentions(List.of("secret user"))
            .attachments(
                List.of(
                    Attachment.builder("https://secret")
                        .name("secret name")
                        .mediaType("secret/type")
                        .size(1)
                        .build()))
            .metadata(Map.of("secret key", "secret value"))
            .build();
    Message message = append(store, draft);
    Message reacted = amend(store, message, reacted(message, "secret reaction", bob.id()));
    append(room, "next");
    Message deleted = amend(store, reacted, Amendment.of(reacted).delete(ann.id()).build());

    Map<String, String> expected =
        MessageFields.of(
            Message.builder(
                    Draft.builder(room, sender, draft.timestamp(), "")
                        .id(draft.id())
                        .clientMessageId(draft.clientMessageId())
                        .build(),
                    message.epoch(),
                    1)
                .revision(2)
                .deleted(true)
                .deletedBy(ann.id())
                .build());
    assertThat(MessageFields.of(deleted)).as("the answer").isEqualTo(expected);
    for (MessageStore reader : instances(2)) {
      assertThat(MessageFields.of(everyReadOf(message, reader))).containsOnly(expected);
    }
  }

  @Test
  void amendmentsAreReadAfterARevision() {
    List<Message> messages = append(room, 4);
    edit(messages.get(3), "a");
    edit(messages.get(1), "b");
    edit(messages.get(2), "c");

    Page page = store.amendments(room, 1, 10);
    assertThat(page.messages()).extracting(Message::content).containsExactly("b", "c");
    assertThat(page.messages()).extracting(Message::revision).containsExactly(2L, 3L);
    assertThat(page.messages()).extracting(Message::seq).containsExactly(2L, 3L);
    assertThat(store.amendments(room, 3, 10).messages()).isEmpty();
    assertThat(store.amendments(room, 100, 10).messages()).isEmpty();
  }

  @Test
  void hasMoreIsExactForAmendments() {
    List<Message> messages = append(room, 3);
    messages.forEach(message -> edit(message, "changed"));

    assertThat(store.amendments(room, 0, 0).hasMore()).isTrue();
    assertThat(store.amendments(room, 3, 0).hasMore()).isFalse();
    assertThat(store.amendments(room, 0, 2).hasMore()).isTrue();
    assertThat(store.amendments(room, 0, 2).messages()).hasSize(2);
    assertThat(store.amendments(room, 0, 3).hasMore()).isFalse();
    assertThat(store.amendments(room, 1, 2).hasMore()).isFalse();
    assertThat(store.amendments(room, 1, 1).hasMore()).isTrue();
  }

  @Test
  void theLastAmendmentOfAMessageIsItsCurrentState() {
    Message message = append(room, "text");
    Message current = message;
    for (int i = 0; i < 5; i++) {
      current = edit(current, "edit " + i);
    }

    List<Message> read = store.amendments(room, 0, 10).messages();
    assertThat(read).extracting(Message::revision).isSorted().doesNotHaveDuplicates();
    assertThat(MessageFields.of(read)).endsWith(MessageFields.of(current));
  }

  @Test
  void concurrentReactionsAreBothKept() throws Exception {
    Message message = append(room, "text");
    List<MessageStore> instances = instances(4);
    int each = 10;
    List<Callable<List<Long>>> tasks = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "user" + i;
      MessageStore instance = instances.get(i);
      tasks.add(
          () -> {
            List<Long> revisions = new ArrayList<>();
            for (int n = 0; n < each; n++) {
              revisions.add(react(instance, message, "+1", name + "/" + n).revision());
            }
            return revisions;
          });
    }
    List<Long> revisions = Race.run(tasks).stream().flatMap(List::stream).sorted().toList();

    assertThat(revisions).as("numbered without a gap").isEqualTo(upTo(4L * each));
    assertThat(store.find(room, message.id()).orElseThrow().reactions().get("+1"))
        .hasSize(4 * each)
        .doesNotHaveDuplicates();
    assertThat(head(store, room).position().revision()).isEqualTo(4L * each);
  }

  @Test
  void aFollowingReaderMissesNoAmendment() throws Exception {
    List<Message> messages = append(room, 3);
    List<MessageStore> instances = instances(3);
    CountDownLatch writing = new CountDownLatch(2);
    List<Callable<Map<String, Long>>> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String name = "user" + i;
      MessageStore instance = instances.get(i);
      tasks.add(
          () -> {
            try {
              for (int n = 0; n < 20; n++) {
                react(instance, messages.get(n % 3), "+1", name + "/" + n);
              }
              return Map.of();
            } finally {
              writing.countDown();
            }
          });
    }
    tasks.add(() -> followAmendments(instances.get(2), writing));
    Map<String, Long> seen = Race.run(tasks).get(2);

    for (Message message : all(store, room)) {
      assertThat(seen).containsEntry(message.id(), message.revision());
    }
  }

  /**
   * Reads amendments until nobody writes and there is no more; returns the last revision of each
   * message.
   */
  private Map<String, Long> followAmendments(MessageStore reader, CountDownLatch writing) {
    Map<String, Long> seen = new HashMap<>();
    long cursor = 0;
    boolean more = true;
    while (more) {
      boolean maybeMore = writing.getCount() > 0;
      Page page = reader.amendments(room, cursor, 2);
      assertThat(page.hasMore() && page.messages().isEmpty())
          .as("an empty page of which there is more")
          .isFalse();
      for (Message message : page.messages()) {
        assertThat(message.revision()).as("the revision after " + cursor).isGreaterThan(cursor);
        cursor = message.revision();
        seen.put(message.id(), cursor);
      }
      more = maybeMore || page.hasMore();
    }
    return seen;
  }

  @Test
  void aReadIncludesEveryAmendmentUpToItsHead() throws Exception {
    Message message = append(room, "text");
    List<MessageStore> instances = instances(2);
    CountDownLatch writing = new CountDownLatch(1);
    List<Callable<Boolean>> tasks = new ArrayList<>();
    tasks.add(
        () -> {
          try {
            for (int n = 0; n < 60; n++) {
              react(instances.get(0), message, "+1", "user" + n);
            }
            return true;
          } finally {
            writing.countDown();
          }
        });
    tasks.add(
        () -> {
          while (writing.getCount() > 0) {
            Page page = instances.get(1).after(room, 0, 1);
            // All amendments are of this message, so it is never behind the head.
            assertThat(page.messages().get(0).revision())
                .isGreaterThanOrEqualTo(page.head().position().revision());
          }
          return true;
        });

    assertThat(Race.run(tasks)).containsOnly(true);
  }
}
