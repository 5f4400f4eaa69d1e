package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.Traits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A store's traits, its refusals, and its end. */
abstract class StoreLifecycle extends StoreTopic {
  private List<Draft> drafts(int count) {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      drafts.add(draft("message " + i));
    }
    return drafts;
  }

  @Test
  void theTraitsAgreeWithWhatTheFixtureDeclares() {
    Traits traits = store.traits();

    assertThat(fixture.capabilities().contains(StoreCapability.SHARED))
        .as("SHARED is declared")
        .isEqualTo(traits.shared());
    assertThat(fixture.capabilities().contains(StoreCapability.DURABLE))
        .as("DURABLE is declared")
        .isEqualTo(traits.durable());
    assertThat(store.traits()).isEqualTo(traits);
  }

  @Test
  void noDraftsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.append(List.of()));
  }

  @Test
  void tooManyDraftsAreRefusedAsAWhole() {
    List<Draft> drafts = drafts(MessageStore.MAX_LIMIT + 1);

    assertThatIllegalArgumentException().isThrownBy(() -> store.append(drafts));
    assertThat(head(store, room)).isEqualTo(Head.EMPTY);
  }

  @Test
  void theLargestNumberOfDraftsIsAccepted() {
    assertThat(append(store, drafts(MessageStore.MAX_LIMIT)).stream().map(StoreTopic::stored))
        .hasSize(MessageStore.MAX_LIMIT);
    assertThat(seqs(all(store, room))).isEqualTo(upTo(MessageStore.MAX_LIMIT));
  }

  @Test
  void openingAndReleasingChangeNoRead() {
    store.opened(room);
    assertThat(head(store, room)).isEqualTo(Head.EMPTY);
    assertThat(store.restart(room, Position.NO_EPOCH)).isEqualTo(Head.EMPTY);
    store.opened(room);
    Message message = append(room, "text");
    store.released(room);
    store.released(room);

    assertThat(ids(all(store, room))).containsExactly(message.id());
    store.opened(direct(ann, bob));
    assertThat(store.directs(Set.of(ann.id()), 10)).isEmpty();
    store.released(direct(ann, bob));
    assertThat(head(store, direct(ann, bob))).isEqualTo(Head.EMPTY);
  }

  @Test
  void closingTwiceDoesNothing() {
    append(room, "text");
    store.close();
    store.close();
  }

  @Test
  void nothingIsReadOrWrittenOnceClosed() {
    Message message = append(room, "text");
    Amendment state = Amendment.of(message).delete(ann.id()).build();
    store.close();

    Map<String, Runnable> calls = new LinkedHashMap<>();
    calls.put("append", () -> store.append(List.of(draft("text"))));
    calls.put("amend", () -> store.amend(room, message.id(), 0, state));
    calls.put("before", () -> store.before(room, 1, 1));
    calls.put("after", () -> store.after(room, 0, 1));
    calls.put("amendments", () -> store.amendments(room, 0, 1));
    calls.put("find", () -> store.find(room, message.id()));
    calls.put(
        "findByClientId", () -> store.findByClientId(room, ann.id(), message.clientMessageId()));
    calls.put("heads", () -> store.heads(Set.of(room)));
    calls.put("directs", () -> store.directs(Set.of(ann.id()), 1));
    calls.put("delete", () -> store.delete(room));
    calls.put("restart", () -> store.restart(room, message.epoch()));
    calls.forEach(
        (name, call) ->
            assertThat(catchThrowable(call::run))
                .as(name + " of a closed store")
                .isInstanceOf(IllegalStateException.class));
  }

  @Test
  void aClosedStoreCanBeOpenedReleasedAndAskedForItsTraits() {
    Traits traits = store.traits();
    store.opened(room);
    store.close();
    store.released(room);
    store.opened(room);

    assertThat(store.traits()).isEqualTo(traits);
  }

  @Test
  void closingOneInstanceLeavesTheOthersOpen() throws Exception {
    require(StoreCapability.SHARED);
    MessageStore other = open();
    append(store, draft("first"));
    store.close();

    assertThat(append(other, draft("second")).seq()).isEqualTo(2);
    assertThat(seqs(all(other, room))).containsExactly(1L, 2L);
  }
}
