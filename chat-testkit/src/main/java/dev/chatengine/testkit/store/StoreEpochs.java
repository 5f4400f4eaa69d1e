package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.support.Race;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** A log gets a new epoch when it starts again, and only then. */
abstract class StoreEpochs extends StoreTopic {
  private String epoch() {
    return head(store, room).position().epoch();
  }

  @Test
  void theEpochStaysWhileTheLogDoes() {
    String epoch = append(room, "text").epoch();
    edit(append(room, "text"), "changed");
    append(room, 5);

    assertThat(epoch()).isEqualTo(epoch);
  }

  @Test
  void logsHaveDifferentEpochs() {
    assertThat(append(room, "text").epoch()).isNotEqualTo(append(room("other"), "text").epoch());
  }

  @Test
  void deletingForgetsEverything() throws Exception {
    Message message = append(room, 3).get(0);
    edit(message, "changed");
    assertThat(store.delete(room)).isTrue();

    for (MessageStore reader : instances(2)) {
      assertThat(head(reader, room)).isEqualTo(Head.EMPTY);
      assertThat(reader.after(room, 0, 10).messages()).isEmpty();
      assertThat(reader.after(room, 0, 10).head()).isEqualTo(Head.EMPTY);
      assertThat(reader.before(room, Long.MAX_VALUE, 10).messages()).isEmpty();
      assertThat(reader.amendments(room, 0, 10).messages()).isEmpty();
      assertThat(reader.find(room, message.id())).isEmpty();
      assertThat(reader.findByClientId(room, ann.id(), message.clientMessageId())).isEmpty();
      Amendment state = Amendment.of(message).delete(ann.id()).build();
      assertThat(reader.amend(room, message.id(), 1, state)).isEqualTo(new AmendResult.NotFound());
    }
  }

  @Test
  void deletingReportsWhetherALogExisted() {
    append(room, "text");

    assertThat(store.delete(room("unknown"))).isFalse();
    assertThat(store.delete(room)).isTrue();
    assertThat(store.delete(room)).isFalse();
  }

  @Test
  void deletingLeavesOtherConversationsAlone() {
    Conversation other = room("other");
    append(room, 2);
    append(other, 2);
    append(direct(ann, bob), 2);
    store.delete(room);

    assertThat(all(store, other)).hasSize(2);
    assertThat(all(store, direct(ann, bob))).hasSize(2);
  }

  @Test
  void aDeletedLogStartsAgainAtOneWithAnotherEpoch() {
    Draft draft = draft("text");
    Message before = append(store, draft);
    edit(before, "changed");
    store.delete(room);
    Message after = append(store, draft.toBuilder().id("new id of " + ann.id()).build());

    assertThat(after.seq()).isEqualTo(1);
    assertThat(after.epoch()).isNotEqualTo(before.epoch()).isNotEqualTo(Position.NO_EPOCH);
    assertThat(head(store, room).start()).isEqualTo(new Position(after.epoch(), 0, 0));
    assertThat(edit(after, "changed").revision()).isEqualTo(1);
  }

  @Test
  void noEpochComesTwice() {
    Set<String> epochs = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      assertThat(epochs.add(append(room, "text").epoch())).as("new after deletion").isTrue();
      assertThat(epochs.add(store.restart(room, epoch()).position().epoch()))
          .as("new after a restart")
          .isTrue();
      store.delete(room);
    }
    assertThat(epochs).doesNotContain(Position.NO_EPOCH);
  }

  @Test
  void aRestartedLogKeepsItsMessagesAndItsNumbers() {
    List<Message> messages = new ArrayList<>(append(room, 3));
    messages.set(1, edit(messages.get(1), "changed"));
    String old = epoch();
    Head head = store.restart(room, old);

    String epoch = head.position().epoch();
    assertThat(epoch).isNotEqualTo(old);
    assertThat(head)
        .isEqualTo(new Head(new Position(epoch, 3, 1), new Position(epoch, 3, 1)))
        .isEqualTo(head(store, room));
    assertThat(MessageFields.of(all(store, room))).isEqualTo(MessageFields.of(messages));
    assertThat(store.amendments(room, 0, 10).messages()).hasSize(1);

    Message next = append(room, "next");
    assertThat(next.seq()).isEqualTo(4);
    assertThat(next.epoch()).isEqualTo(epoch);
    assertThat(edit(messages.get(0), "changed too").revision()).isEqualTo(2);
    assertThat(head(store, room))
        .isEqualTo(new Head(new Position(epoch, 3, 1), new Position(epoch, 4, 2)));
    duplicate(append(store, List.of(messages.get(2).draft())).get(0));
  }

  @Test
  void aLogIsRestartedOnlyFromTheEpochThatItHas() {
    append(room, 2);
    Head head = head(store, room);

    assertThat(store.restart(room, "another")).isEqualTo(head);
    assertThat(store.restart(room, Position.NO_EPOCH)).isEqualTo(head);
    assertThat(head(store, room)).isEqualTo(head);

    Head restarted = store.restart(room, head.position().epoch());
    assertThat(store.restart(room, head.position().epoch())).isEqualTo(restarted);
    assertThat(epoch()).isEqualTo(restarted.position().epoch());
  }

  @Test
  void anUnknownLogIsNotRestarted() {
    assertThat(store.restart(room, Position.NO_EPOCH)).isEqualTo(Head.EMPTY);
    assertThat(store.restart(room, "another")).isEqualTo(Head.EMPTY);
    assertThat(head(store, room)).isEqualTo(Head.EMPTY);
  }

  @Test
  void oneOfManyConcurrentRestartsSucceeds() throws Exception {
    append(room, 2);
    String old = epoch();
    List<Callable<Head>> tasks = new ArrayList<>();
    for (MessageStore instance : instances(4)) {
      tasks.add(() -> instance.restart(room, old));
    }

    assertThat(Race.run(tasks)).containsOnly(head(store, room));
    assertThat(epoch()).isNotEqualTo(old);
  }
}
