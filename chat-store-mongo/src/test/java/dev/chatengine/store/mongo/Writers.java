package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;

/**
 * Many who append to several rooms through several nodes until they are stopped, and what they were
 * answered. What was unknown they send again through whichever node: as a client does, as a new
 * draft of the same client message id, or as the same draft.
 */
final class Writers implements AutoCloseable {
  private static final int MAX_DRAFTS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<MongoMessageStore> nodes;
  private final List<Room> rooms;
  private final Duration answerWithin;
  private final boolean sameDrafts;
  private final Map<String, String> acked = new ConcurrentHashMap<>();
  private final LongAdder unknown = new LongAdder();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ExecutorService calls = Executors.newCachedThreadPool();
  private final List<Future<?>> writers = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * @param answerWithin how long an answer may take, whatever it is
   */
  Writers(
      List<MongoMessageStore> nodes,
      List<Room> rooms,
      int count,
      SplittableRandom random,
      Duration answerWithin) {
    this(nodes, rooms, count, random, answerWithin, false);
  }

  /** Four who append to one room, and send the same drafts again. */
  static Writers ofSameDrafts(MongoMessageStore store, Room room) {
    return new Writers(List.of(store), List.of(room), 4, new SplittableRandom(1), PATIENCE, true);
  }

  private Writers(
      List<MongoMessageStore> nodes,
      List<Room> rooms,
      int count,
      SplittableRandom random,
      Duration answerWithin,
      boolean sameDrafts) {
    this.nodes = nodes;
    this.rooms = rooms;
    this.answerWithin = answerWithin;
    this.sameDrafts = sameDrafts;
    for (int i = 0; i < count; i++) {
      Writer writer = new Writer(User.of("writer" + i, "Writer"), random.split());
      writers.add(threads.submit(writer::write));
    }
  }

  /** One of them. */
  private final class Writer {
    private final User user;
    private final SplittableRandom random;
    private int drafts;

    Writer(User user, SplittableRandom random) {
      this.user = user;
      this.random = random;
    }

    Void write() throws Exception {
      List<Draft> open = List.of();
      boolean again = false;
      while (!stopped || !open.isEmpty()) {
        if (open.isEmpty()) {
          open = newDrafts();
          again = false;
        }
        List<Draft> left = new ArrayList<>();
        List<AppendResult> results = append(open);
        for (int i = 0; i < open.size(); i++) {
          Draft draft = open.get(i);
          if (results.get(i) instanceof AppendResult.Stored stored) {
            note(draft, stored.message());
          } else if (again && results.get(i) instanceof AppendResult.Duplicate duplicate) {
            note(draft, duplicate.message());
          } else {
            assertThat(results.get(i)).isInstanceOf(AppendResult.Unknown.class);
            unknown.increment();
            left.add(sameDrafts ? draft : draft(draft.conversation(), draft.clientMessageId()));
          }
        }
        open = left;
        again = true;
      }
      return null;
    }

    private List<Draft> newDrafts() {
      List<Draft> news = new ArrayList<>();
      for (int left = random.nextInt(1, MAX_DRAFTS + 1); left > 0; left--) {
        drafts++;
        news.add(draft(rooms.get(random.nextInt(rooms.size())), user.id() + "/" + drafts));
      }
      return news;
    }

    private Draft draft(Conversation conversation, String clientId) {
      return Draft.builder(conversation, user, Instant.now(), "text")
          .clientMessageId(clientId)
          .build();
    }

    private List<AppendResult> append(List<Draft> open) throws Exception {
      MessageStore node = nodes.get(random.nextInt(nodes.size()));
      try {
        return calls
            .submit(() -> node.append(open))
            .get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new AssertionError("no answer within " + answerWithin, e);
      }
    }

    private void note(Draft draft, Message message) {
      if (sameDrafts) {
        assertThat(message.id()).isEqualTo(draft.id());
      }
      assertThat(message.clientMessageId()).isEqualTo(draft.clientMessageId());
      assertThat(message.conversation()).isEqualTo(draft.conversation());
      assertThat(acked.put(message.clientMessageId(), place(message))).isNull();
    }
  }

  private static String place(Message message) {
    return message.conversation() + " " + message.seq() + " " + message.id();
  }

  void awaitAcked(int more) {
    await("messages acked", acked::size, more);
  }

  void awaitUnknown(int more) {
    await("answers that are unknown", unknown::sum, more);
  }

  private void await(String what, LongSupplier count, int more) {
    long enough = count.getAsLong() + more;
    Awaitility.await(more + " more " + what)
        .atMost(PATIENCE)
        .until(() -> count.getAsLong() >= enough || writers.stream().anyMatch(Future::isDone));
  }

  long unknown() {
    return unknown.sum();
  }

  void stop() throws Exception {
    stopped = true;
    for (Future<?> writer : writers) {
      writer.get();
    }
  }

  /** What was answered is there, at its place, and nothing else; no number is missing. */
  void check(MessageStore reader) {
    Map<String, String> places = new HashMap<>();
    for (Room room : rooms) {
      List<Message> read = Drafts.all(reader, room);
      assertThat(Drafts.seqs(read)).isEqualTo(Drafts.upTo(read.size()));
      for (Message message : read) {
        assertThat(places.put(message.clientMessageId(), place(message)))
            .as("another message %s", message.clientMessageId())
            .isNull();
      }
    }
    assertThat(places).isEqualTo(acked);
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
    calls.shutdownNow();
  }
}
