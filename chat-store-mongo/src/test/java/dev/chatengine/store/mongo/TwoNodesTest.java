package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.AppendResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two stores over one database that write to the same rooms. */
class TwoNodesTest {
  private final TestMongo mongo = TestMongo.start();
  private final Room room = new Room("room");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final MongoMessageStore one = open();
  private final MongoMessageStore other = open();

  private MongoMessageStore open() {
    return MongoMessageStore.connect(
        mongo.uri(), mongo.options("two_").deadline(Duration.ofSeconds(30)).build());
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    one.close();
    other.close();
    mongo.close();
  }

  private <T> List<T> together(List<Callable<T>> tasks) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : threads.invokeAll(tasks)) {
      results.add(future.get());
    }
    return results;
  }

  @Test
  void bothWriteAsFastAsTheyCanAndTheLogIsDense() throws Exception {
    int calls = 100;
    List<Callable<List<Message>>> tasks = new ArrayList<>();
    for (MongoMessageStore node : List.of(one, other)) {
      tasks.add(
          () -> {
            List<Message> stored = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
              node.append(Drafts.to(room, 1 + i % 4))
                  .forEach(result -> stored.add(((AppendResult.Stored) result).message()));
            }
            return stored;
          });
    }
    List<Message> answered = together(tasks).stream().flatMap(List::stream).toList();
    List<Message> read = Drafts.all(one, room);

    assertThat(Drafts.seqs(read)).isEqualTo(Drafts.upTo(answered.size()));
    assertThat(read)
        .extracting(message -> message.id() + " " + message.seq())
        .containsExactlyInAnyOrderElementsOf(
            answered.stream().map(message -> message.id() + " " + message.seq()).toList());
    assertThat(one.collisions() + other.collisions()).as("they met").isPositive();
  }

  @Test
  void whatIsAppendedWhileTheLogIsDeletedIsInTheNextOneOrGone() throws Exception {
    int rounds = 30;
    List<Callable<Message>> tasks = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      tasks.add(() -> Drafts.append(one, room, "text"));
      if (i % 3 == 0) {
        tasks.add(
            () -> {
              other.delete(room);
              return null;
            });
      }
    }
    List<Message> answered = together(tasks).stream().filter(Objects::nonNull).toList();
    List<Message> read = Drafts.all(other, room);

    assertThat(Drafts.seqs(read)).isEqualTo(Drafts.upTo(read.size()));
    String epoch = other.after(room, 0, 0).head().epoch();
    assertThat(answered.stream().filter(message -> message.epoch().equals(epoch)))
        .as("answered in the epoch that is there")
        .extracting(Message::id)
        .containsExactlyInAnyOrderElementsOf(read.stream().map(Message::id).toList());
    assertThat(mongo.database().getCollection("two_messages").countDocuments())
        .as("nothing is left of the others")
        .isEqualTo(read.size());
  }
}
