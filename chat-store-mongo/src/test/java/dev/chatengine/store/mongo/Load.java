package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.MessageStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writers that append to one room until they are stopped, and what they were answered. What was
 * unknown they send again, under the same client message id, as a client does.
 */
final class Load implements AutoCloseable {
  private static final int WRITERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final MessageStore store;
  private final Room room;
  private final Map<String, Long> acked = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
  private final List<Future<?>> writers = new ArrayList<>();
  private volatile boolean stopped;

  Load(MessageStore store, Room room) {
    this.store = store;
    this.room = room;
    for (int i = 0; i < WRITERS; i++) {
      int size = 1 + i;
      writers.add(threads.submit(() -> write(size)));
    }
  }

  private void write(int size) {
    List<Draft> drafts = List.of();
    while (!stopped || !drafts.isEmpty()) {
      if (drafts.isEmpty()) {
        drafts = Drafts.to(room, size);
      }
      List<AppendResult> results = store.append(drafts);
      List<Draft> again = new ArrayList<>();
      for (int i = 0; i < drafts.size(); i++) {
        if (results.get(i) instanceof AppendResult.Stored stored) {
          note(drafts.get(i), stored.message());
        } else if (results.get(i) instanceof AppendResult.Duplicate duplicate) {
          note(drafts.get(i), duplicate.message());
        } else {
          assertThat(results.get(i)).isInstanceOf(AppendResult.Unknown.class);
          again.add(drafts.get(i));
        }
      }
      drafts = again;
    }
  }

  private void note(Draft draft, Message message) {
    assertThat(message.id()).isEqualTo(draft.id());
    acked.put(message.id(), message.seq());
  }

  void awaitAcked(int count) {
    await()
        .atMost(PATIENCE)
        .until(() -> acked.size() >= count || writers.stream().anyMatch(Future::isDone));
    assertThat(acked).hasSizeGreaterThanOrEqualTo(count);
  }

  void stop() throws Exception {
    stopped = true;
    for (Future<?> writer : writers) {
      writer.get();
    }
  }

  /** Every message that was answered is there, once, at its place, and no number is missing. */
  void check(MessageStore reader) {
    List<Message> read = Drafts.all(reader, room);
    assertThat(Drafts.seqs(read)).isEqualTo(Drafts.upTo(read.size()));
    Map<String, Long> places = new ConcurrentHashMap<>();
    read.forEach(message -> assertThat(places.put(message.id(), message.seq())).isNull());
    assertThat(places).isEqualTo(acked);
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }
}
