package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.spi.MessageStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages of a log: bounds, limits, order, and whether there is more. */
abstract class StoreReads extends StoreTopic {
  private static void assertPage(Page page, boolean hasMore, Long... seqs) {
    assertThat(seqs(page.messages())).containsExactly(seqs);
    assertThat(page.hasMore()).as("has more").isEqualTo(hasMore);
  }

  private void appendInOneCall(int count) {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      drafts.add(draft("message " + i));
    }
    append(store, drafts).forEach(StoreTopic::stored);
  }

  @Test
  void afterGivesTheOldestThatFollow() {
    append(room, 5);

    assertPage(store.after(room, 0, 10), false, 1L, 2L, 3L, 4L, 5L);
    assertPage(store.after(room, 2, 2), true, 3L, 4L);
    assertPage(store.after(room, 2, 10), false, 3L, 4L, 5L);
  }

  @Test
  void beforeGivesTheNewestThatPrecedeOldestFirst() {
    append(room, 5);

    assertPage(store.before(room, Long.MAX_VALUE, 10), false, 1L, 2L, 3L, 4L, 5L);
    assertPage(store.before(room, Long.MAX_VALUE, 2), true, 4L, 5L);
    assertPage(store.before(room, 4, 2), true, 2L, 3L);
  }

  @Test
  void theBoundItselfIsNotIncluded() {
    append(room, 5);

    assertPage(store.after(room, 4, 10), false, 5L);
    assertPage(store.after(room, 5, 10), false);
    assertPage(store.before(room, 2, 10), false, 1L);
    assertPage(store.before(room, 1, 10), false);
  }

  @Test
  void positionsBeyondTheLogAreAllowed() {
    append(room, 3);

    assertPage(store.after(room, 6, 10), false);
    assertPage(store.after(room, Long.MAX_VALUE, 10), false);
    assertPage(store.before(room, 0, 10), false);
    assertPage(store.before(room, 4, 10), false, 1L, 2L, 3L);
    assertPage(store.before(room, 100, 2), true, 2L, 3L);
  }

  @Test
  void hasMoreIsExactWhenTheLimitIsJustReached() {
    append(room, 3);

    assertPage(store.after(room, 0, 2), true, 1L, 2L);
    assertPage(store.after(room, 0, 3), false, 1L, 2L, 3L);
    assertPage(store.after(room, 1, 2), false, 2L, 3L);
    assertPage(store.before(room, Long.MAX_VALUE, 2), true, 2L, 3L);
    assertPage(store.before(room, Long.MAX_VALUE, 3), false, 1L, 2L, 3L);
    assertPage(store.before(room, 3, 2), false, 1L, 2L);
  }

  @Test
  void aLimitOfZeroReportsOnlyWhetherThereIsMore() {
    append(room, 2);

    assertPage(store.after(room, 0, 0), true);
    assertPage(store.after(room, 1, 0), true);
    assertPage(store.after(room, 2, 0), false);
    assertPage(store.before(room, 2, 0), true);
    assertPage(store.before(room, 1, 0), false);
    assertThat(store.after(room, 0, 0).head()).isEqualTo(head(store, room));
  }

  @Test
  void aLimitOfOneGivesTheNearest() {
    append(room, 3);

    assertPage(store.after(room, 1, 1), true, 2L);
    assertPage(store.after(room, 2, 1), false, 3L);
    assertPage(store.before(room, 3, 1), true, 2L);
    assertPage(store.before(room, 2, 1), false, 1L);
  }

  @Test
  void theLargestLimitIsServedInFull() {
    appendInOneCall(MessageStore.MAX_LIMIT);
    append(room, "one more");

    Page after = store.after(room, 0, MessageStore.MAX_LIMIT);
    assertThat(seqs(after.messages())).isEqualTo(upTo(MessageStore.MAX_LIMIT));
    assertThat(after.hasMore()).isTrue();
    Page before = store.before(room, Long.MAX_VALUE, MessageStore.MAX_LIMIT);
    assertThat(before.messages()).hasSize(MessageStore.MAX_LIMIT);
    assertThat(before.messages().get(0).seq()).isEqualTo(2);
    assertThat(before.hasMore()).isTrue();
    assertThat(store.after(room, 1, MessageStore.MAX_LIMIT).hasMore()).isFalse();
    assertThat(store.before(room, 1_001, MessageStore.MAX_LIMIT).hasMore()).isFalse();
  }

  @Test
  void aLimitThatIsTooLargeIsRefused() {
    int limit = MessageStore.MAX_LIMIT + 1;
    assertThatIllegalArgumentException().isThrownBy(() -> store.after(room, 0, limit));
    assertThatIllegalArgumentException().isThrownBy(() -> store.before(room, 1, limit));
    assertThatIllegalArgumentException().isThrownBy(() -> store.amendments(room, 0, limit));
  }

  @Test
  void aNegativeLimitIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.after(room, 0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> store.before(room, 1, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> store.amendments(room, 0, -1));
  }

  @Test
  void aNegativePositionIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.after(room, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> store.before(room, -1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> store.amendments(room, -1, 1));
  }

  @Test
  void anUnknownConversationReadsAsEmpty() {
    Page empty = new Page(Head.EMPTY, List.of(), false);
    for (var conversation : List.of(room("unknown"), direct(ann, bob))) {
      assertThat(store.after(conversation, 0, 10)).isEqualTo(empty);
      assertThat(store.after(conversation, 10, 10)).isEqualTo(empty);
      assertThat(store.before(conversation, Long.MAX_VALUE, 10)).isEqualTo(empty);
      assertThat(store.before(conversation, 0, 0)).isEqualTo(empty);
      assertThat(store.amendments(conversation, 0, 10)).isEqualTo(empty);
      assertThat(head(store, conversation)).isEqualTo(Head.EMPTY);
    }
  }

  @Test
  void aPageCarriesTheHeadOfTheLog() {
    Message first = append(room, 3).get(0);
    edit(first, "changed");
    Head head = head(store, room);

    assertThat(head.position().seq()).isEqualTo(3);
    assertThat(head.position().revision()).isEqualTo(1);
    assertThat(store.after(room, 0, 1).head()).isEqualTo(head);
    assertThat(store.before(room, 2, 1).head()).isEqualTo(head);
    assertThat(store.amendments(room, 1, 1).head()).isEqualTo(head);
  }
}
