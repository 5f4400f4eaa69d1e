package dev.chatengine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Messages are numbered 1, 2, 3 …, whoever writes and whoever reads meanwhile. */
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
  void whatIsAnsweredIsVisibleThroughEveryInstance() throws Exception {
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
  void manyWritersMakeNeitherGapNorDoubleNorLoss() throws Exception {
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
  void aReaderThatFollowsMissesNothing() throws Exception {
    List<MessageStore> instances = instances(4);
    int writers = 3;
    CountDownLatch writing = new CountDownLatch(writers);
    List<Callable<List<Message>>> tasks = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      Callable<List<Message>> writer = writer(instances.get(i), i);
      tasks.add(
          () -> {
            try {
              return writer.call();
            } finally {
              writing.countDown();
            }
          });
    }
    tasks.add(() -> follow(instances.get(3), writing));
    tasks.add(() -> follow(instances.get(0), writing));
    List<List<Message>> results = Together.run(tasks);

    assertThat(seqs(results.get(3))).isEqualTo(upTo((long) writers * MESSAGES));
    assertThat(ids(results.get(3))).isEqualTo(ids(all(store, room)));
    assertThat(ids(results.get(4))).isEqualTo(ids(all(store, room)));
  }

  /** Reads on after the last message it has, until nobody writes and there is no more. */
  private List<Message> follow(MessageStore reader, CountDownLatch writing) {
    List<Message> seen = new ArrayList<>();
    long cursor = 0;
    boolean more = true;
    while (more) {
      boolean maybeMore = writing.getCount() > 0;
      Page page = reader.after(room, cursor, 7);
      for (Message message : page.messages()) {
        assertThat(message.seq()).as("the number after " + cursor).isEqualTo(cursor + 1);
        cursor = message.seq();
      }
      seen.addAll(page.messages());
      if (page.messages().isEmpty()) {
        assertThat(page.head().position().seq())
            .as("the head when nothing was found after " + cursor)
            .isLessThanOrEqualTo(cursor);
      }
      more = maybeMore || page.hasMore();
    }
    return seen;
  }

  private List<Message> writeTogether(List<MessageStore> instances) throws Exception {
    List<Callable<List<Message>>> tasks = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      tasks.add(writer(instances.get(writer), writer));
    }
    return Together.run(tasks).stream().flatMap(List::stream).toList();
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
