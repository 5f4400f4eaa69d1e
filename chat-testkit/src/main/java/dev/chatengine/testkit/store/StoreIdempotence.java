package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.support.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A message that is sent twice is stored once. */
abstract class StoreIdempotence extends StoreTopic {
  private Draft called(Conversation conversation, User sender, String clientMessageId) {
    return draft(conversation, sender, "called " + clientMessageId).toBuilder()
        .clientMessageId(clientMessageId)
        .build();
  }

  /** The draft of a client's second try: the engine gives it another id and time. */
  private Draft again(Draft draft) {
    return Draft.builder(
            draft.conversation(), draft.sender(), now().plusMillis(1), draft.content() + " again")
        .clientMessageId(draft.clientMessageId())
        .build();
  }

  @Test
  void repeatingADraftStoresOneMessage() {
    Draft draft = draft("once");
    Message first = append(store, draft);
    Message second = duplicate(append(store, List.of(draft)).get(0));

    assertThat(MessageFields.of(second)).isEqualTo(MessageFields.of(first));
    assertThat(all(store, room)).hasSize(1);
  }

  @Test
  void aRetryWithAnotherIdIsAnsweredWithTheFirstMessage() {
    Draft draft = called(room, ann, "c1");
    Message first = append(store, draft);
    Message second = duplicate(append(store, List.of(again(draft))).get(0));

    assertThat(MessageFields.of(second)).isEqualTo(MessageFields.of(first));
    assertThat(MessageFields.of(all(store, room))).containsExactly(MessageFields.of(first));
  }

  @Test
  void aRetryThroughAnotherInstanceIsAnsweredWithTheFirstMessage() throws Exception {
    require(StoreCapability.SHARED);
    Draft draft = called(room, ann, "c1");
    Message first = append(store, draft);
    Message second = duplicate(append(open(), List.of(again(draft))).get(0));

    assertThat(MessageFields.of(second)).isEqualTo(MessageFields.of(first));
  }

  @Test
  void aDuplicateUsesUpNoNumber() {
    Draft draft = draft("once");
    append(store, draft);
    append(store, List.of(draft));
    append(store, List.of(again(draft)));

    assertThat(append(room, "next").seq()).isEqualTo(2);
  }

  @Test
  void aDuplicateIsReturnedInItsCurrentState() {
    Draft draft = draft("before");
    Message changed = edit(append(store, draft), "after");
    Message second = duplicate(append(store, List.of(draft)).get(0));

    assertThat(MessageFields.of(second)).isEqualTo(MessageFields.of(changed));
  }

  @Test
  void concurrentDraftsWithOneClientIdStoreOneMessage() throws Exception {
    List<MessageStore> instances = instances(4);
    int rounds = 30;
    for (int round = 0; round < rounds; round++) {
      Draft draft = called(room, ann, "c" + round);
      List<Callable<AppendResult>> tasks = new ArrayList<>();
      for (MessageStore instance : instances) {
        Draft retry = again(draft);
        tasks.add(() -> append(instance, List.of(retry)).get(0));
      }
      List<AppendResult> results = Race.run(tasks);

      assertThat(results)
          .as("stored once")
          .filteredOn(AppendResult.Stored.class::isInstance)
          .hasSize(1);
      assertThat(results.stream().map(StoreTopic::kept).map(MessageFields::of).distinct())
          .as("the same answer to all")
          .hasSize(1);
    }
    assertThat(seqs(all(store, room))).isEqualTo(upTo(rounds));
  }

  @Test
  void aDuplicateWithinOneCallStoresOneMessage() {
    Draft draft = called(room, ann, "c1");
    Draft other = draft(room, bob, "between");
    List<AppendResult> results = append(store, List.of(draft, other, again(draft)));

    Message first = stored(results.get(0));
    assertThat(stored(results.get(1)).seq()).isEqualTo(2);
    assertThat(MessageFields.of(duplicate(results.get(2)))).isEqualTo(MessageFields.of(first));
    assertThat(seqs(all(store, room))).containsExactly(1L, 2L);
  }

  @Test
  void aCallWhoseFirstDraftIsADuplicateAppendsTheOthers() {
    Draft draft = called(room, ann, "c1");
    Message first = append(store, draft);
    Conversation other = room("other");
    List<AppendResult> results =
        append(
            store,
            List.of(again(draft), draft("second"), draft(other, ann, "other"), draft("third")));

    assertThat(duplicate(results.get(0)).id()).isEqualTo(first.id());
    assertThat(stored(results.get(1)).seq()).isEqualTo(2);
    assertThat(stored(results.get(2)).seq()).isEqualTo(1);
    assertThat(stored(results.get(3)).seq()).isEqualTo(3);
    assertThat(all(store, room)).extracting(Message::content).endsWith("second", "third");
  }

  @Test
  void equalClientIdsOfTwoSendersAreTwoMessages() {
    append(store, called(room, ann, "c1"));

    assertThat(append(store, called(room, bob, "c1")).seq()).isEqualTo(2);
    assertThat(store.findByClientId(room, bob.id(), "c1"))
        .get()
        .extracting(Message::seq)
        .isEqualTo(2L);
  }

  @Test
  void equalClientIdsInTwoConversationsAreTwoMessages() {
    Conversation other = room("other");
    append(store, called(room, ann, "c1"));

    assertThat(append(store, called(other, ann, "c1")).conversation()).isEqualTo(other);
    assertThat(all(store, room)).hasSize(1);
    assertThat(all(store, other)).hasSize(1);
  }

  @Test
  void senderAndClientIdAreComparedSeparately() {
    append(store, called(room, User.of("ann:b", "Ann"), "c"));

    append(store, called(room, User.of("ann", "Ann"), "b:c"));
    append(store, called(room, User.of("ann", "Ann"), ":bc"));
    append(store, called(room, User.of("ann:", "Ann"), "bc"));
    assertThat(seqs(all(store, room))).isEqualTo(upTo(4));
  }

  @Test
  void theSenderIsRecognisedByItsIdAlone() {
    Draft draft = called(room, ann, "c1");
    append(store, draft);
    User renamed = ann.toBuilder().name("Anne").known(false).build();

    duplicate(append(store, List.of(called(room, renamed, "c1"))).get(0));
  }
}
