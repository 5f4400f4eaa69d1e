package dev.chatengine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AmendResult;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.AppendResult.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The store in memory at its bounds; the contract of message stores tests all else. */
class MemoryMessageStoreBoundsTest {
  private static final User ANN = User.of("ann", "Ann");
  private static final Conversation ROOM = new Room("room");
  private static final Conversation OTHER = new Room("other");
  private static final Conversation THIRD = new Room("third");

  /** Eight of these weigh more than a megabyte. */
  private static final String LARGE = "\u0436".repeat(65_536);

  private final AtomicLong now = new AtomicLong(1_000_000);

  private MemoryMessageStore.Builder builder() {
    return MemoryMessageStore.builder().clock(() -> Instant.ofEpochMilli(now.get()));
  }

  @Test
  void aConversationKeepsItsNewestMessagesAndItsNumbering() {
    MemoryMessageStore store = builder().messagesPerConversation(3).build();
    append(store, ROOM, 10);

    assertThat(seqs(store, ROOM)).containsExactly(8L, 9L, 10L);
    assertThat(store.before(ROOM, 9, 10).messages()).extracting(Message::seq).containsExactly(8L);
    assertThat(store.before(ROOM, 8, 10).hasMore()).isFalse();
  }

  @Test
  void trimmedMessagesAreNeverFound() {
    MemoryMessageStore store = builder().messagesPerConversation(1).build();
    Message first = append(store, ROOM, "first");
    store.amend(ROOM, first.id(), 0, Amendment.of(first).edit("changed", Instant.EPOCH).build());
    append(store, ROOM, "second");

    assertThat(store.find(ROOM, first.id())).isEmpty();
    assertThat(store.findByClientId(ROOM, ANN.id(), first.clientMessageId())).isEmpty();
    assertThat(store.amendments(ROOM, 0, 10).messages()).isEmpty();
    assertThat(store.amend(ROOM, first.id(), 1, Amendment.of(first).delete("ann").build()))
        .isInstanceOf(AmendResult.NotFound.class);
    assertThat(head(store, ROOM).position().revision()).isEqualTo(1);
  }

  @Test
  void numbersStayInOrderWhileALogGrowsAndIsTrimmed() {
    MemoryMessageStore store = builder().messagesPerConversation(100).build();
    for (int i = 1; i <= 1_000; i++) {
      append(store, ROOM, "message " + i);
      long oldest = Math.max(1, i - 99);
      assertThat(store.after(ROOM, 0, 1).messages()).extracting(Message::seq).containsOnly(oldest);
      assertThat(store.before(ROOM, Long.MAX_VALUE, 1).messages().get(0).content())
          .isEqualTo("message " + i);
    }
  }

  @Test
  void theLeastRecentlyUsedConversationIsEvictedAndStartsAgain() {
    MemoryMessageStore store = builder().conversations(2).build();
    append(store, ROOM, 3);
    append(store, OTHER, 1);
    String epoch = head(store, ROOM).position().epoch();
    store.after(OTHER, 0, 1);
    append(store, THIRD, 1);

    assertThat(head(store, ROOM)).isEqualTo(Head.EMPTY);
    assertThat(seqs(store, OTHER)).containsExactly(1L);
    Message again = append(store, ROOM, "again");
    assertThat(again.seq()).isEqualTo(1);
    assertThat(again.epoch()).isNotEqualTo(epoch);
  }

  @Test
  void aReadCountsAsUseButReadingHeadsDoesNot() {
    MemoryMessageStore store = builder().conversations(2).build();
    append(store, ROOM, 1);
    append(store, OTHER, 1);
    store.before(ROOM, Long.MAX_VALUE, 1);
    store.heads(Set.of(OTHER));
    append(store, THIRD, 1);

    assertThat(head(store, OTHER)).isEqualTo(Head.EMPTY);
    assertThat(seqs(store, ROOM)).containsExactly(1L);
  }

  @Test
  void anOpenConversationIsNotEvicted() {
    MemoryMessageStore store = builder().conversations(2).build();
    append(store, ROOM, 1);
    store.opened(ROOM);
    append(store, OTHER, 1);
    append(store, THIRD, 1);

    assertThat(seqs(store, ROOM)).containsExactly(1L);
    assertThat(head(store, OTHER)).isEqualTo(Head.EMPTY);
  }

  @Test
  void openingIsCounted() {
    MemoryMessageStore store = builder().conversations(1).build();
    store.opened(ROOM);
    store.opened(ROOM);
    append(store, ROOM, 1);
    store.released(ROOM);
    assertThat(store.append(List.of(draft(OTHER, "no room"))).get(0))
        .isInstanceOf(AppendResult.Refused.class);

    store.released(ROOM);
    append(store, OTHER, 1);
    assertThat(head(store, ROOM)).isEqualTo(Head.EMPTY);
  }

  @Test
  void releasingMoreOftenThanOpeningDoesNothing() {
    MemoryMessageStore store = builder().conversations(1).build();
    store.released(ROOM);
    append(store, ROOM, 1);
    store.released(ROOM);
    store.opened(ROOM);
    assertThat(store.append(List.of(draft(OTHER, "no room"))).get(0))
        .isInstanceOf(AppendResult.Refused.class);
  }

  @Test
  void openConversationsMayBeMoreThanTheBound() {
    MemoryMessageStore store = builder().conversations(1).build();
    store.opened(ROOM);
    store.opened(OTHER);
    append(store, ROOM, 1);
    append(store, OTHER, 1);
    store.released(OTHER);

    assertThat(seqs(store, ROOM)).containsExactly(1L);
    assertThat(head(store, OTHER)).isEqualTo(Head.EMPTY);
  }

  @Test
  void deletingAnOpenConversationLeavesItOpen() {
    MemoryMessageStore store = builder().conversations(1).build();
    store.opened(ROOM);
    append(store, ROOM, 1);
    assertThat(store.delete(ROOM)).isTrue();
    append(store, ROOM, 1);
    assertThat(store.append(List.of(draft(OTHER, "no room"))).get(0))
        .isInstanceOf(AppendResult.Refused.class);
  }

  @Test
  void tooManyBytesEvictTheLeastRecentlyUsedConversation() {
    MemoryMessageStore store = builder().totalBytes(1 << 20).build();
    append(store, ROOM, LARGE);
    append(store, OTHER, LARGE);
    for (int i = 0; i < 6; i++) {
      append(store, THIRD, LARGE);
    }

    assertThat(head(store, ROOM)).isEqualTo(Head.EMPTY);
    assertThat(seqs(store, OTHER)).containsExactly(1L);
    assertThat(seqs(store, THIRD)).hasSize(6);
  }

  @Test
  void tooManyBytesInOpenConversationsTrimTheirOldestMessages() {
    MemoryMessageStore store = builder().totalBytes(1 << 20).build();
    store.opened(ROOM);
    store.opened(OTHER);
    for (int i = 0; i < 10; i++) {
      append(store, ROOM, LARGE);
      append(store, OTHER, LARGE);
    }

    assertThat(seqs(store, ROOM)).isNotEmpty().endsWith(10L);
    assertThat(seqs(store, OTHER)).isNotEmpty().endsWith(10L);
    assertThat(seqs(store, ROOM).size() + seqs(store, OTHER).size()).isEqualTo(7);
    assertThat(append(store, ROOM, "next").seq()).isEqualTo(11);
  }

  @Test
  void aSingleConversationIsTrimmedToItsNewestMessage() {
    MemoryMessageStore store = builder().totalBytes(1 << 20).build();
    Message message = null;
    for (int i = 0; i < 20; i++) {
      message = append(store, ROOM, LARGE);
    }

    assertThat(message).isNotNull();
    assertThat(seqs(store, ROOM)).hasSize(7).endsWith(20L);
  }

  @Test
  void anOpenConversationThatWasTrimmedToNothingIsTrimmedAgainOnceItHasMessages() {
    MemoryMessageStore store = builder().totalBytes(1 << 20).build();
    store.opened(ROOM);
    store.opened(OTHER);
    append(store, ROOM, LARGE);
    for (int i = 0; i < 30; i++) {
      append(store, OTHER, LARGE);
    }
    assertThat(seqs(store, ROOM)).isEmpty();
    for (int i = 0; i < 30; i++) {
      append(store, ROOM, LARGE);
    }

    assertThat(seqs(store, ROOM).size() + seqs(store, OTHER).size()).isEqualTo(7);
    assertThat(seqs(store, ROOM)).endsWith(31L);
  }

  @Test
  void anAmendmentThatIsTooLargeMakesRoomAsWell() {
    MemoryMessageStore store = builder().totalBytes(1 << 20).build();
    append(store, OTHER, LARGE);
    Message small = append(store, ROOM, "small");
    List<String> users =
        IntStream.range(0, 1_000).mapToObj(i -> "\u0436%099d".formatted(i)).toList();
    List<String> reactions = List.of("a", "b", "c", "d", "e");
    var state =
        Amendment.of(small)
            .reactions(
                reactions.stream().collect(java.util.stream.Collectors.toMap(r -> r, r -> users)))
            .build();
    assertThat(store.amend(ROOM, small.id(), 0, state)).isInstanceOf(AmendResult.Stored.class);

    assertThat(head(store, OTHER)).isEqualTo(Head.EMPTY);
    assertThat(store.find(ROOM, small.id())).isPresent();
  }

  @Test
  void aMessageExpiresAfterItsRetention() {
    MemoryMessageStore store = builder().retention(Duration.ofMillis(100)).build();
    append(store, ROOM, 1);
    now.addAndGet(50);
    append(store, ROOM, 1);
    now.addAndGet(49);
    assertThat(seqs(store, ROOM)).containsExactly(1L, 2L);
    now.addAndGet(1);
    assertThat(seqs(store, ROOM)).containsExactly(2L);
    now.addAndGet(50);
    assertThat(seqs(store, ROOM)).isEmpty();
    assertThat(append(store, ROOM, "next").seq()).isEqualTo(3);
  }

  @Test
  void aClockThatGoesBackDoesNotMakeAGap() {
    MemoryMessageStore store = builder().retention(Duration.ofMillis(100)).build();
    append(store, ROOM, 1);
    now.addAndGet(-90);
    append(store, ROOM, 1);
    now.addAndGet(99);

    assertThat(seqs(store, ROOM)).containsExactly(1L, 2L);
  }

  @Test
  void aClockThatWasYearsAheadForOneMessageDoesNotDelayExpiry() {
    MemoryMessageStore store = builder().retention(Duration.ofDays(7)).build();
    now.addAndGet(Duration.ofDays(3_650).toMillis());
    Message ahead = append(store, ROOM, "ahead");
    store.amend(ROOM, ahead.id(), 0, Amendment.of(ahead).delete("ann").build());
    append(store, ROOM, 1);
    now.addAndGet(-Duration.ofDays(3_650).toMillis());
    append(store, ROOM, 1);

    now.addAndGet(Duration.ofDays(7).toMillis() - 1);
    assertThat(seqs(store, ROOM)).containsExactly(1L, 2L, 3L);
    now.addAndGet(1);
    assertThat(seqs(store, ROOM)).isEmpty();
  }

  @Test
  void privateLogsThatAreEvictedAreNotListed() {
    MemoryMessageStore store = builder().conversations(2).build();
    append(store, Direct.between("ann", "bob"), 1);
    append(store, Direct.between("ann", "cid"), 1);
    append(store, Direct.between("ann", "dan"), 1);
    store.opened(Direct.between("ann", "eve"));

    assertThat(store.directs(Set.of("ann"), 10))
        .extracting(head -> head.conversation())
        .containsExactly(Direct.between("ann", "dan"));
    assertThat(store.directs(Set.of("bob"), 10)).isEmpty();
  }

  @Test
  void concurrentWritesAndEvictionLeaveEveryLogWithoutGaps() throws Exception {
    MemoryMessageStore store = builder().conversations(3).totalBytes(1 << 20).build();
    List<Conversation> rooms =
        IntStream.range(0, 6).<Conversation>mapToObj(i -> new Room("room " + i)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<? extends Future<?>> writers =
          IntStream.range(0, 4)
              .mapToObj(
                  writer ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 2_000; i++) {
                              Conversation room = rooms.get((i * 7 + writer) % rooms.size());
                              if (i % 5 == 0) {
                                store.opened(room);
                                append(store, room, "\u0436".repeat(5_000));
                                store.released(room);
                              } else {
                                store.append(List.of(draft(room, "\u0436".repeat(5_000))));
                              }
                            }
                          }))
              .toList();
      for (Future<?> writer : writers) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(rooms.stream().filter(room -> !head(store, room).equals(Head.EMPTY)).count())
        .isLessThanOrEqualTo(3);
    int kept = 0;
    for (Conversation room : rooms) {
      List<Long> seqs = seqs(store, room);
      kept += seqs.size();
      for (int i = 1; i < seqs.size(); i++) {
        assertThat(seqs.get(i)).isEqualTo(seqs.get(i - 1) + 1);
      }
    }
    assertThat(kept).isBetween(1, (1 << 20) / 10_000);
  }

  @Test
  void storesOverSharedDataAreClosedOneByOne() {
    MemoryMessageStore first = builder().shared(true).build();
    MemoryMessageStore second = first.another();
    Message message = append(first, ROOM, "text");
    first.close();

    assertThat(second.find(ROOM, message.id())).isPresent();
    assertThat(second.another().find(ROOM, message.id())).isPresent();
    assertThatThrownBy(() -> first.find(ROOM, message.id()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(first::another).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedStoreReleasesTheConversationsThatItHasOpened() {
    MemoryMessageStore first = builder().shared(true).conversations(2).build();
    MemoryMessageStore second = first.another();
    first.opened(ROOM);
    first.opened(ROOM);
    first.opened(OTHER);
    second.opened(OTHER);
    append(second, ROOM, 1);
    append(second, OTHER, 1);
    first.close();
    first.released(OTHER);
    append(second, THIRD, 1);

    assertThat(head(second, ROOM)).isEqualTo(Head.EMPTY);
    assertThat(seqs(second, OTHER)).containsExactly(1L);
  }

  @Test
  void onlyASharedStoreGivesAnother() {
    MemoryMessageStore store = builder().build();

    assertThat(store.traits().shared()).isFalse();
    assertThatThrownBy(store::another).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anOptionOutOfBoundsIsRefusedByName() {
    MemoryMessageStore.Builder builder = MemoryMessageStore.builder();
    assertRefused(() -> builder.messagesPerConversation(0), "messagesPerConversation");
    assertRefused(() -> builder.messagesPerConversation(1_000_001), "messagesPerConversation");
    assertRefused(() -> builder.conversations(0), "conversations");
    assertRefused(() -> builder.conversations(10_000_001), "conversations");
    assertRefused(() -> builder.totalBytes((1 << 20) - 1), "totalBytes");
    assertRefused(() -> builder.totalBytes((1L << 40) + 1), "totalBytes");
    assertRefused(() -> builder.retention(Duration.ofNanos(999_999)), "retention");
    assertRefused(() -> builder.retention(Duration.ofDays(36_501)), "retention");
  }

  private static void assertRefused(ThrowingCallable option, String name) {
    assertThatThrownBy(option)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " is ");
  }

  private static Draft draft(Conversation conversation, String content) {
    return Draft.builder(conversation, ANN, Instant.EPOCH, content).build();
  }

  private static Message append(MemoryMessageStore store, Conversation conversation, String text) {
    AppendResult result = store.append(List.of(draft(conversation, text))).get(0);
    assertThat(result).isInstanceOf(Stored.class);
    return ((Stored) result).message();
  }

  private static void append(MemoryMessageStore store, Conversation conversation, int count) {
    for (int i = 0; i < count; i++) {
      append(store, conversation, "text");
    }
  }

  private static List<Long> seqs(MemoryMessageStore store, Conversation conversation) {
    return store.after(conversation, 0, 1_000).messages().stream().map(Message::seq).toList();
  }

  private static Head head(MemoryMessageStore store, Conversation conversation) {
    return store.heads(Set.of(conversation)).getOrDefault(conversation, Head.EMPTY);
  }
}
