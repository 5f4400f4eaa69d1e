package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Failed writes and crashed processes: nothing is stored twice or lost, and other conversations
 * continue.
 */
abstract class StoreFaults extends StoreTopic {
  /** The result of an append; unknown if the append throws. */
  private AppendResult tryAppend(Draft draft) {
    try {
      return append(store, List.of(draft)).get(0);
    } catch (RuntimeException e) {
      return new AppendResult.Unknown("thrown: " + e);
    }
  }

  private AmendResult tryAmend(Message message, Amendment state) {
    try {
      return store.amend(message.conversation(), message.id(), message.revision(), state);
    } catch (RuntimeException e) {
      return new AmendResult.Unknown("thrown: " + e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void retryingAFailedAppendStoresOneMessage(WriteFault fault) throws Exception {
    require(StoreCapability.FAULTS);
    append(room, "before");
    Draft draft = draft("text");
    fixture.failNextWrite(store, fault);
    tryAppend(draft);
    Draft again = draft("text").toBuilder().clientMessageId(draft.clientMessageId()).build();
    Message message = kept(append(store, List.of(again)).get(0));

    assertThat(message.seq()).isEqualTo(2);
    assertThat(all(store, room)).extracting(Message::content).containsExactly("before", "text");
    assertThat(append(room, "next").seq()).isEqualTo(3);
  }

  @Test
  void anAppendWithALostAnswerIsNotReportedAsRefused() throws Exception {
    require(StoreCapability.FAULTS);
    Draft draft = draft("text");
    fixture.failNextWrite(store, WriteFault.AFTER_EFFECT);

    assertThat(tryAppend(draft)).isNotInstanceOf(AppendResult.Refused.class);
    assertThat(store.findByClientId(room, ann.id(), draft.clientMessageId())).isPresent();
  }

  @Test
  void anAppendWithoutEffectIsNotReportedAsStored() throws Exception {
    require(StoreCapability.FAULTS);
    Draft draft = draft("text");
    fixture.failNextWrite(store, WriteFault.BEFORE_EFFECT);

    // A store that retries on its own may have stored it.
    boolean answeredStored = tryAppend(draft) instanceof AppendResult.Stored;
    assertThat(store.find(room, draft.id()).isPresent()).isEqualTo(answeredStored);
  }

  @ParameterizedTest
  @EnumSource
  void retryingAFailedAmendmentAmendsOnce(WriteFault fault) throws Exception {
    require(StoreCapability.FAULTS);
    Message message = append(room, "text");
    Amendment state = Amendment.of(message).edit("changed", now()).build();
    fixture.failNextWrite(store, fault);
    AmendResult failed = tryAmend(message, state);
    AmendResult again = tryAmend(message, state);

    if (fault == WriteFault.AFTER_EFFECT) {
      assertThat(failed)
          .as("the answer to what has had its effect")
          .isNotInstanceOfAny(AmendResult.Refused.class, AmendResult.NotFound.class);
    }
    assertThat(again).isInstanceOfAny(AmendResult.Stored.class, AmendResult.Conflict.class);
    assertThat(store.find(room, message.id()))
        .get()
        .extracting(Message::content)
        .isEqualTo("changed");
    assertThat(head(store, room).position().revision()).isEqualTo(1);
    assertThat(store.amendments(room, 0, 10).messages())
        .extracting(Message::revision)
        .containsExactly(1L);
  }

  @Test
  void aFailingConversationDoesNotAffectOthersOfTheSameCall() throws Exception {
    require(StoreCapability.CONVERSATION_FAULTS);
    Conversation failing = room("failing");
    Conversation other = room("other");
    fixture.failWritesTo(store, failing);
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      drafts.add(draft(failing, ann, "fails " + i));
      drafts.add(draft(room, ann, "in room " + i));
      drafts.add(draft(other, ann, "in other " + i));
    }
    List<AppendResult> results = append(store, drafts);

    for (int i = 0; i < drafts.size(); i++) {
      if (i % 3 == 0) {
        assertThat(results.get(i))
            .isInstanceOfAny(AppendResult.Refused.class, AppendResult.Unknown.class);
      } else {
        assertThat(stored(results.get(i)).seq()).isEqualTo(i / 3 + 1);
      }
    }
    assertThat(all(store, room))
        .extracting(Message::content)
        .containsExactly("in room 0", "in room 1", "in room 2", "in room 3");
    assertThat(seqs(all(store, other))).isEqualTo(upTo(4));
    assertThat(store.after(failing, 0, 10).messages()).isEmpty();
  }

  @Test
  void aMessageWhoseWriterDiedKeepsItsNumber() throws Exception {
    require(StoreCapability.CRASHES);
    append(room, 2);
    Draft draft = draft("written by who died");
    store.close();
    fixture.crashWhileAppending(draft);
    store = open();

    assertThat(ids(all(store, room))).hasSize(3).endsWith(draft.id());
    assertThat(head(store, room).position().seq()).isEqualTo(3);
    assertThat(duplicate(append(store, List.of(draft)).get(0)).seq()).isEqualTo(3);
    assertThat(append(room, "next").seq()).isEqualTo(4);
    assertThat(seqs(all(store, room))).isEqualTo(upTo(4));
  }

  @Test
  void theFirstMessageWhoseWriterDiedKeepsItsNumber() throws Exception {
    require(StoreCapability.CRASHES);
    Draft draft = draft("written by who died");
    store.close();
    fixture.crashWhileAppending(draft);
    store = open();

    Message next = append(room, "next");
    List<Message> read = all(store, room);
    assertThat(seqs(read)).isEqualTo(upTo(read.size()));
    assertThat(ids(read)).contains(next.id());
    assertThat(read).extracting(Message::epoch).containsOnly(head(store, room).position().epoch());
  }

  @Test
  void aNumberIsNotReusedAfterItsMessageExpired() throws Exception {
    require(StoreCapability.CRASHES);
    require(StoreCapability.RETENTION);
    append(room, 2);
    Draft draft = draft("written by who died");
    store.close();
    fixture.crashWhileAppending(draft);
    store = open();
    assertThat(store.after(room, 2, 10).messages()).hasSize(1);
    fixture.expireAll();

    assertThat(all(store, room)).isEmpty();
    assertThat(append(room, "next").seq()).isEqualTo(4);
  }

  @Test
  void anAmendmentWhoseWriterDiedIsInForceEverywhereOrNowhere() throws Exception {
    require(StoreCapability.CRASHES);
    Message message = append(room, 3).get(1);
    Amendment state = Amendment.of(message).edit("changed", now()).build();
    store.close();
    fixture.crashWhileAmending(message, state);
    store = open();

    long revision = store.after(room, 0, 1).head().position().revision();
    String content = revision == 0 ? message.content() : "changed";
    List<Message> reads = new ArrayList<>();
    reads.addAll(store.after(room, 1, 1).messages());
    reads.addAll(store.before(room, 3, 1).messages());
    reads.add(store.find(room, message.id()).orElseThrow());
    reads.add(store.findByClientId(room, ann.id(), message.clientMessageId()).orElseThrow());
    assertThat(reads).extracting(Message::content).containsOnly(content);
    assertThat(reads).extracting(Message::revision).containsOnly(revision);
    assertThat(store.amendments(room, 0, 10).messages()).hasSize((int) revision);
    assertThat(head(store, room).position().revision()).isEqualTo(revision);

    Message current = reads.get(0);
    assertThat(edit(current, "changed again").revision()).isEqualTo(revision + 1);
  }
}
