package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.spi.AmendResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages expire; their numbers stay used. */
abstract class StoreRetention extends StoreTopic {
  @BeforeEach
  void requireRetention() {
    require(StoreCapability.RETENTION);
  }

  @Test
  void anExpiredMessageIsInNoRead() throws Exception {
    Message message = append(room, 3).get(1);
    edit(message, "changed");
    fixture.expireAll();

    for (Page page :
        List.of(
            store.after(room, 0, 10),
            store.after(room, 0, 0),
            store.before(room, Long.MAX_VALUE, 10),
            store.before(room, Long.MAX_VALUE, 0),
            store.amendments(room, 0, 10),
            store.amendments(room, 0, 0))) {
      assertThat(page.messages()).isEmpty();
      assertThat(page.hasMore()).isFalse();
    }
    assertThat(store.find(room, message.id())).isEmpty();
    assertThat(store.findByClientId(room, ann.id(), message.clientMessageId())).isEmpty();
  }

  @Test
  void theHeadStaysWhenAllHaveExpired() throws Exception {
    edit(append(room, 3).get(1), "changed");
    Head head = head(store, room);
    fixture.expireAll();

    assertThat(head(store, room)).isEqualTo(head);
    assertThat(store.after(room, 0, 10).head()).isEqualTo(head);
  }

  @Test
  void numberingGoesOnAfterAllHaveExpired() throws Exception {
    String epoch = append(room, 3).get(0).epoch();
    fixture.expireAll();
    Message next = append(room, "next");

    assertThat(next.seq()).isEqualTo(4);
    assertThat(next.epoch()).isEqualTo(epoch);
    fixture.expireAll();
    assertThat(append(room, "one more").seq()).isEqualTo(5);
  }

  @Test
  void revisionsGoOnAfterAllHaveExpired() throws Exception {
    edit(append(room, "text"), "changed");
    fixture.expireAll();

    assertThat(edit(append(room, "next"), "changed").revision()).isEqualTo(2);
  }

  @Test
  void messagesAppendedAfterAnExpiryAreReadAlone() throws Exception {
    append(room, 3).forEach(message -> edit(message, "changed"));
    fixture.expireAll();
    Message next = append(room, "next");
    Message changed = edit(next, "changed");

    Page after = store.after(room, 0, 1);
    assertThat(MessageFields.of(after.messages())).containsExactly(MessageFields.of(changed));
    assertThat(after.hasMore()).isFalse();
    Page before = store.before(room, Long.MAX_VALUE, 1);
    assertThat(seqs(before.messages())).containsExactly(4L);
    assertThat(before.hasMore()).as("has more before the oldest that is kept").isFalse();
    assertThat(store.before(room, 4, 0).hasMore()).isFalse();
    Page amendments = store.amendments(room, 0, 1);
    assertThat(MessageFields.of(amendments.messages())).containsExactly(MessageFields.of(changed));
    assertThat(amendments.hasMore()).isFalse();
  }

  @Test
  void anExpiredClientIdMayBeUsedAgain() throws Exception {
    Draft draft = draft("text");
    append(store, draft);
    fixture.expireAll();
    Draft again = draft("again").toBuilder().clientMessageId(draft.clientMessageId()).build();

    assertThat(append(store, again).seq()).isEqualTo(2);
    assertThat(store.findByClientId(room, ann.id(), draft.clientMessageId()))
        .get()
        .extracting(Message::content)
        .isEqualTo("again");
    duplicate(append(store, List.of(again)).get(0));
  }

  @Test
  void anExpiredMessageCannotBeAmended() throws Exception {
    Message message = append(room, "text");
    fixture.expireAll();

    assertThat(store.amend(room, message.id(), 0, Amendment.of(message).delete(ann.id()).build()))
        .isEqualTo(new AmendResult.NotFound());
    assertThat(head(store, room).position().revision()).isZero();
  }

  @Test
  void aMessageDatedInTheFutureDelaysNoExpiry() throws Exception {
    append(store, Draft.builder(room, ann, Message.MAX_TIMESTAMP, "far").build());
    append(store, Draft.builder(room, ann, now().plus(Duration.ofDays(3_650)), "ahead").build());
    append(room, "text");
    fixture.expireAll();

    assertThat(store.after(room, 0, 10).messages()).isEmpty();
    assertThat(append(room, "next").seq()).isEqualTo(4);
    fixture.expireAll();
    assertThat(store.after(room, 0, 10).messages()).isEmpty();
  }

  @Test
  void aMessageDatedInThePastIsKeptForTheWholeRetention() throws Exception {
    append(store, Draft.builder(room, ann, Message.MIN_TIMESTAMP, "first").build());
    append(store, Draft.builder(room, ann, now().minus(Duration.ofDays(3_650)), "old").build());
    append(room, "text");

    assertThat(seqs(store.after(room, 0, 10).messages())).containsExactly(1L, 2L, 3L);
  }

  @Test
  void anExpiredLogCanBeDeletedAndStartsAgain() throws Exception {
    Message message = append(room, 2).get(0);
    fixture.expireAll();
    store.delete(room);
    Message next = append(room, "next");

    assertThat(next.seq()).isEqualTo(1);
    assertThat(next.epoch()).isNotEqualTo(message.epoch());
  }
}
