package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.testkit.support.HostileText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Names are never mistaken for anything else, nor for each other. */
abstract class StoreHostileNames extends StoreTopic {
  /** Appends to each, and checks that each has its own messages only. */
  private void assertKeptApart(List<? extends Conversation> conversations) {
    conversations.forEach(store::delete);
    for (Conversation each : conversations) {
      assertThat(append(each, each.key()).seq()).as("the first of " + each).isEqualTo(1);
    }
    for (Conversation each : conversations) {
      assertThat(append(each, each.key()).seq()).as("the second of " + each).isEqualTo(2);
    }
    for (Conversation each : conversations) {
      List<Message> read = all(store, each);
      assertThat(read)
          .as("the messages of " + each)
          .hasSize(2)
          .extracting(Message::content)
          .containsOnly(each.key());
      assertThat(read).extracting(Message::conversation).containsOnly(each);
      assertThat(store.find(each, read.get(0).id())).isPresent();
      assertThat(head(store, each).position().seq()).isEqualTo(2);
    }
    assertThat(store.heads(new LinkedHashSet<>(conversations)).values())
        .hasSize(conversations.size())
        .allMatch(head -> head.position().seq() == 2);
    for (Conversation each : conversations) {
      assertThat(store.delete(each)).as("deletes " + each).isTrue();
    }
  }

  @Test
  void roomsOfAnyNameAreKeptApart() {
    assertKeptApart(HostileText.texts(Room.MAX_NAME_LENGTH).stream().map(Room::new).toList());
  }

  @Test
  void privateLogsOfAnyUsersAreKeptApart() {
    List<String> ids = HostileText.texts(User.MAX_ID_LENGTH);
    Set<Direct> directs = new LinkedHashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      directs.add(Direct.between(ids.get(i), ids.get((i + 1) % ids.size())));
      directs.add(Direct.between(ids.get(i), ids.get(i)));
    }
    assertKeptApart(List.copyOf(directs));
  }

  @Test
  void namesThatLookLikeOtherConversationsAreKeptApart() {
    List<Conversation> conversations = new ArrayList<>();
    conversations.add(new Room("x"));
    conversations.add(new Room("r:x"));
    conversations.add(new Room("r:r:x"));
    for (String separator : List.of("", ":", "::", ",", "-", "_", ".", "/", "|", " ", "\0")) {
      // Equal if the ids are merely joined by the separator.
      conversations.add(new Direct("a", "b" + separator + "c"));
      conversations.add(new Direct("a" + separator + "b", "c"));
      conversations.add(new Room("a" + separator + "b" + separator + "c"));
    }
    conversations.add(new Direct("1", "3:abc"));
    conversations.add(new Direct("1:a", "b"));
    conversations.add(new Room("d:1:abc"));
    conversations.add(new Room("d:2:abc"));
    assertKeptApart(conversations);
  }

  @Test
  void noNameOfARoomReachesAPrivateLog() {
    Direct secret = Direct.between("ann", "bob");
    store.delete(secret);
    append(secret, "secret");
    List<String> names =
        List.of(
            secret.key(),
            "d:" + secret.key(),
            "r:" + secret.key(),
            secret.toString(),
            "ann:bob",
            "bob:ann",
            "annbob",
            "ann\0bob",
            "ann,bob",
            "ann-bob",
            "ann_bob",
            "ann|bob",
            "ann/bob");
    for (String name : names) {
      Room each = new Room(name);
      store.delete(each);
      assertThat(all(store, each)).as("read as " + each).isEmpty();
      append(each, "public");
      assertThat(all(store, each)).extracting(Message::content).containsExactly("public");
      assertThat(store.delete(each)).isTrue();
    }
    assertThat(all(store, secret)).extracting(Message::content).containsExactly("secret");
    assertThat(store.delete(secret)).isTrue();
  }

  @Test
  void sendersAndClientIdsOfAnyTextAreKeptApart() {
    List<String> senders = HostileText.texts(User.MAX_ID_LENGTH);
    List<Draft> drafts = new ArrayList<>();
    for (String sender : senders) {
      for (String clientId : List.of("c1", "$ne", "C1", "c1 ", "c1\0")) {
        drafts.add(
            Draft.builder(room, User.of(sender, "name"), now(), sender + "/" + clientId)
                .clientMessageId(clientId)
                .build());
      }
    }
    assertThat(append(store, drafts).stream().map(StoreTopic::stored).map(Message::seq))
        .containsExactlyElementsOf(upTo(drafts.size()));
    for (Draft draft : drafts) {
      assertThat(store.findByClientId(room, draft.sender().id(), draft.clientMessageId()))
          .get()
          .extracting(Message::content)
          .isEqualTo(draft.content());
    }
    assertThat(store.findByClientId(room, "{\"$ne\": null}", "c1")).isEmpty();
  }

  @Test
  void idsOfMessagesOfAnyTextAreKeptApart() {
    List<String> ids = HostileText.texts(Message.MAX_ID_LENGTH);
    // Ids are unique among all messages, so earlier messages with these ids must not remain.
    Conversation hostile = new Room("messages of hostile ids");
    store.delete(hostile);
    for (String id : ids) {
      append(store, draft(hostile, ann, "content of " + id).toBuilder().id(id).build());
    }
    for (String id : ids) {
      assertThat(store.find(hostile, id))
          .get()
          .extracting(Message::content)
          .isEqualTo("content of " + id);
    }
    assertThat(store.find(hostile, "$exists")).isEmpty();
    assertThat(store.delete(hostile)).isTrue();
  }

  @Test
  void privateLogsOfAnyUsersAreListed() {
    for (String id : HostileText.texts(User.MAX_ID_LENGTH)) {
      Direct direct = Direct.between(id, bob.id());
      append(direct, "text");
      assertThat(store.directs(Set.of(id, bob.id()), 1))
          .as("the private logs of " + id)
          .extracting(ConversationHead::conversation)
          .containsExactly(direct);
      assertThat(store.directs(Set.of(id), 1))
          .extracting(ConversationHead::conversation)
          .containsExactly(direct);
      store.delete(direct);
    }
    assertThat(store.directs(Set.of(bob.id()), 10)).isEmpty();
  }
}
