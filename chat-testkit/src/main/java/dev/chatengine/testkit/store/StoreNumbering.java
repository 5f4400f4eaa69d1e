package dev.chatengine.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.support.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Messages are numbered 1, 2, 3 …, even with concurrent writers and readers. */
abstract class StoreNumbering extends StoreTopic {
  private static final int WRITERS = 6;
  private static final int MESSAGES = 40;

  @Test
  void theFirstMessageIsNumberOneOfANewEpoch() {
    Message message = append(room, "first");

    assertThat(message.seq()).isEqualTo(1);
    assertThat(message.revision()).isZero();
    assertThat(message.epoch()).isNotEqualTo(Position.NO_EPOCH);
    assertThat(head(store, room))
        .isEqualTo(
            new Head(new Position(message.epoch(), 0, 0), new Position(message.epoch(), 1, 0)));
  }

  @Test
  void messagesAreNumberedWithoutAGap() {
    List<Message> answered = append(room, 10);

    assertThat(seqs(answered)).isEqualTo(upTo(10));
    assertThat(MessageFields.of(all(store, room))).isEqualTo(MessageFields.of(answered));
    assertThat(head(store, room).position().seq()).isEqualTo(10);
  }

  @Test
  void everyMessageCarriesTheEpochOfItsLog() {
    append(room, 5);
    String epoch = head(store, room).position().epoch();

    assertThat(all(store, room)).extracting(Message::epoch).containsOnly(epoch);
  }

  @Test
  void eachConversationHasNumbersOfItsOwn() {
    Conversation other = room("other");
    append(room, 3);

    assertThat(append(other, "first").seq()).isEqualTo(1);
    assertThat(append(direct(ann, bob), "first").seq()).isEqualTo(1);
    assertThat(append(room, "fourth").seq()).isEqualTo(4);
  }

  @Test
  void draftsOfOneCallAreNumberedInTheirOrder() {
    Conversation other = room("other");
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      drafts.add(draft(i % 3 == 0 ? other : room, i % 2 == 0 ? ann : bob, "message " + i));
    }
    List<Message> answered = append(store, drafts).stream().map(StoreTopic::stored).toList();

    assertThat(ids(answered)).isEqualTo(drafts.stream().map(Draft::id).toList());
    for (Conversation each : List.of(room, other)) {
      List<Message> own =
          answered.stream().filter(message -> message.conversation().equals(each)).toList();
      assertThat(seqs(own)).isEqualTo(upTo(own.size()));
      assertThat(ids(all(store, each))).isEqualTo(ids(own));
    }
  }

  @Test
  void anAcknowledgedMessageIsVisibleThroughEveryInstance() throws Exception {
    List<MessageStore> instances = instances(3);
    for (int i = 0; i < 9; i++) {
      Message message = append(instances.get(i % 3), draft("message " + i));
      assertThat(message.seq()).isEqualTo(i + 1);
      for (MessageStore reader : instances) {
        assertThat(ids(all(reader, room))).hasSize(i + 1).endsWith(message.id());
        assertThat(reader.find(room, message.id())).isPresent();
        assertThat(head(reader, room).position().seq()).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void concurrentWritersLeaveNoGapDuplicateOrLoss() throws Exception {
    List<Message> answered = writeTogether(instances(WRITERS));

    List<Message> read = all(store, room);
    assertThat(seqs(read)).isEqualTo(upTo((long) WRITERS * MESSAGES));
    assertThat(MessageFields.of(read))
        .containsExactlyInAnyOrderElementsOf(MessageFields.of(answered));
  }

  @Test
  void oneWritersMessagesStayInItsOrder() throws Exception {
    writeTogether(instances(WRITERS));

    List<Message> read = all(store, room);
    for (int writer = 0; writer < WRITERS; writer++) {
      String prefix = writer + "/";
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        expected.add(prefix + i);
      }
      assertThat(read.stream().map(Message::content).filter(text -> text.startsWith(prefix)))
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void aFollowingReaderMissesNoMessage() throws Exception {
    List<MessageStore> instances = instances(4);
    int writers = 3;
    CountDownLatch writing = new CountDownLatch(writers);
    List<Callable<Follower>> tasks = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      MessageStore instance = instances.get(i);
      tasks.add(() -> writeAndFollow(instance, writing));
    }
    tasks.add(() -> follow(instances.get(writers), writing));
    List<Follower> followers = Race.run(tasks);

    List<String> all = ids(all(store, room));
    assertThat(all).hasSize(writers * MESSAGES);
    for (Follower follower : followers) {
      follower.readOn();
      assertThat(ids(follower.seen)).isEqualTo(all);
    }
  }

  /** Reads after each write, when others are most likely in the middle of a write. */
  private Follower writeAndFollow(MessageStore instance, CountDownLatch writing) throws Exception {
    try {
      Follower follower = new Follower(instance, room);
      for (int next = 0; next < MESSAGES; next += 2) {
        append(instance, List.of(draft("text"), draft("text"))).forEach(StoreTopic::stored);
        follower.readOn();
      }
      return follower;
    } finally {
      writing.countDown();
    }
  }

  /** Reads until all writers have ended. */
  private Follower follow(MessageStore instance, CountDownLatch writing) {
    Follower follower = new Follower(instance, room);
    while (writing.getCount() > 0) {
      follower.readOn();
    }
    return follower;
  }

  /** Reads on after its last message. */
  private static final class Follower {
    private final MessageStore store;
    private final Conversation room;
    private final List<Message> seen = new ArrayList<>();

    Follower(MessageStore store, Conversation room) {
      this.store = store;
      this.room = room;
    }

    /** Reads until a page reports that there is no more. */
    void readOn() {
      Page page;
      do {
        page = store.after(room, seen.size(), 7);
        assertThat(page.hasMore() && page.messages().isEmpty())
            .as("an empty page of which there is more")
            .isFalse();
        for (Message message : page.messages()) {
          assertThat(message.seq())
              .as("the number after " + seen.size())
              .isEqualTo(seen.size() + 1L);
          seen.add(message);
        }
      } while (page.hasMore());
      assertThat(page.head().position().seq())
          .as("the head of a read after which there is no more")
          .isLessThanOrEqualTo(seen.size());
    }
  }

  private List<Message> writeTogether(List<MessageStore> instances) throws Exception {
    List<Callable<List<Message>>> tasks = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      tasks.add(writer(instances.get(writer), writer));
    }
    return Race.run(tasks).stream().flatMap(List::stream).toList();
  }

  /** Appends in calls of one draft and of several. */
  private Callable<List<Message>> writer(MessageStore instance, int writer) {
    return () -> {
      List<Message> answered = new ArrayList<>();
      int next = 0;
      while (next < MESSAGES) {
        List<Draft> drafts = new ArrayList<>();
        for (int size = 1 + next % 3; size > 0 && next < MESSAGES; size--) {
          drafts.add(draft(writer + "/" + next++));
        }
        for (AppendResult result : append(instance, drafts)) {
          answered.add(stored(result));
        }
      }
      return answered;
    };
  }
}
