package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import dev.chatengine.spi.MessageStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Single messages, the heads of many logs, and the private logs of users. */
abstract class StoreLookups extends StoreTopic {
  private List<Conversation> directsOf(int limit, String... userIds) {
    return store.directs(Set.of(userIds), limit).stream()
        .map(ConversationHead::conversation)
        .toList();
  }

  @Test
  void aMessageIsFoundByItsId() {
    Message message = append(room, 3).get(1);

    assertThat(store.find(room, message.id()))
        .get()
        .extracting(MessageFields::of)
        .isEqualTo(MessageFields.of(message));
    assertThat(store.find(room, "unknown")).isEmpty();
    assertThat(store.find(room("unknown"), message.id())).isEmpty();
  }

  @Test
  void aMessageIsFoundOnlyInItsConversation() {
    Message message = append(direct(ann, bob), "private");
    append(room, "public");

    assertThat(store.find(room, message.id())).isEmpty();
    assertThat(store.findByClientId(room, ann.id(), message.clientMessageId())).isEmpty();
  }

  @Test
  void aMessageIsFoundByItsClientMessageId() {
    Message message = append(store, draft("text").toBuilder().clientMessageId("mine").build());

    assertThat(store.findByClientId(room, ann.id(), "mine"))
        .get()
        .extracting(Message::id)
        .isEqualTo(message.id());
    assertThat(store.findByClientId(room, bob.id(), "mine")).isEmpty();
    assertThat(store.findByClientId(room, ann.id(), "other")).isEmpty();
    assertThat(store.findByClientId(room, ann.id(), message.id())).isEmpty();
    assertThat(store.find(room, "mine")).isEmpty();
  }

  @Test
  void headsOfManyConversationsIncludeUnknownOnes() {
    Map<Conversation, Head> expected = new HashMap<>();
    for (int i = 1; i <= 20; i++) {
      Conversation each = room("room " + i);
      List<Message> messages = append(each, i % 4 + 1);
      expected.put(each, store.after(each, 0, 0).head());
      assertThat(expected.get(each))
          .extracting(head -> head.position().seq())
          .isEqualTo((long) messages.size());
      expected.put(room("unknown " + i), Head.EMPTY);
    }
    append(direct(ann, bob), 2);
    expected.put(direct(ann, bob), store.after(direct(ann, bob), 0, 0).head());
    expected.put(direct(ann, ann), Head.EMPTY);

    assertThat(store.heads(expected.keySet())).isEqualTo(expected);
    assertThat(store.heads(Set.of())).isEmpty();
  }

  @Test
  void readingDoesNotMakeAConversationKnown() {
    store.heads(Set.of(direct(ann, bob)));
    store.after(direct(ann, bob), 0, 10);
    store.find(direct(ann, bob), "unknown");

    assertThat(directsOf(10, ann.id())).isEmpty();
    assertThat(head(store, direct(ann, bob))).isEqualTo(Head.EMPTY);
    assertThat(store.delete(direct(ann, bob))).isFalse();
  }

  @Test
  void privateLogsAreListedNewestFirst() {
    User cid = user("cid");
    Direct withBob = direct(ann, bob);
    Direct withCid = direct(ann, cid);
    Direct notes = direct(ann, ann);
    append(withBob, "1");
    append(notes, "2");
    append(withCid, "3");
    assertThat(directsOf(10, ann.id())).containsExactly(withCid, notes, withBob);

    append(store, draft(withBob, bob, "4"));
    assertThat(directsOf(10, ann.id())).containsExactly(withBob, withCid, notes);
    assertThat(directsOf(10, bob.id())).containsExactly(withBob);
    assertThat(directsOf(10, cid.id())).containsExactly(withCid);
  }

  @Test
  void aPrivateLogOfTwoOfTheUsersIsListedOnce() {
    User cid = user("cid");
    append(direct(ann, bob), "1");
    append(direct(bob, cid), "2");
    append(direct(ann, ann), "3");

    assertThat(directsOf(10, ann.id(), bob.id(), cid.id()))
        .containsExactly(direct(ann, ann), direct(bob, cid), direct(ann, bob));
  }

  @Test
  void privateLogsAreListedUpToTheLimit() {
    for (int i = 0; i < 5; i++) {
      append(direct(ann, user("user" + i)), "text");
    }

    assertThat(directsOf(0, ann.id())).isEmpty();
    assertThat(directsOf(2, ann.id()))
        .containsExactly(direct(ann, user("user4")), direct(ann, user("user3")));
    assertThat(directsOf(MessageStore.MAX_LIMIT, ann.id())).hasSize(5);
    assertThatIllegalArgumentException().isThrownBy(() -> directsOf(-1, ann.id()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> directsOf(MessageStore.MAX_LIMIT + 1, ann.id()));
  }

  @Test
  void privateLogsAreListedWithTheirHeads() {
    Message message = append(direct(ann, bob), 3).get(0);
    edit(message, "changed");
    append(room, 1);

    assertThat(store.directs(Set.of(ann.id()), 10))
        .containsExactly(new ConversationHead(direct(ann, bob), head(store, direct(ann, bob))));
  }

  @Test
  void usersWithoutPrivateLogsHaveNone() {
    append(room, "text");

    assertThat(directsOf(10, ann.id())).isEmpty();
    assertThat(store.directs(Set.of(), 10)).isEmpty();
  }

  @Test
  void aDeletedPrivateLogIsNotListed() {
    append(direct(ann, bob), "text");
    store.delete(direct(ann, bob));

    assertThat(directsOf(10, ann.id(), bob.id())).isEmpty();
  }
}
