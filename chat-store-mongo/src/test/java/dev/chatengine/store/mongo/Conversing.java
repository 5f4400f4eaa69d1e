package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.ChatEngine;
import dev.chatengine.model.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Clients in one room, each of which says the next as soon as it was answered, until all stop. */
final class Conversing implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Duration answerWithin;
  private final List<ChatClient> clients = new ArrayList<>();
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final AtomicIntegerArray toldUnavailable = new AtomicIntegerArray(CLIENTS);
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final List<Future<?>> speakers = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * @param answerWithin how long an answer may take, whatever it is
   */
  Conversing(ChatEngine engine, Room room, Duration answerWithin) {
    this.answerWithin = answerWithin;
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(ChatClient.connect(engine, "sender " + i).join(room.name(), PATIENCE));
    }
    for (int i = 0; i < CLIENTS; i++) {
      int own = i;
      speakers.add(threads.submit(() -> speak(own)));
    }
  }

  private void speak(int own) {
    ChatClient client = clients.get(own);
    for (int i = 0; !stopped; i++) {
      JsonNode answer = client.say(own + " says " + i, answerWithin);
      if (ChatClient.isStoreUnavailable(answer)) {
        toldUnavailable.incrementAndGet(own);
      } else {
        assertThat(answer.path("type").asText()).isEqualTo("message_received");
        heard.add(answer.path("id").asText());
      }
    }
  }

  List<ChatClient> clients() {
    return clients;
  }

  int heard() {
    return heard.size();
  }

  /** The ids of the messages that came back to their senders. */
  Collection<String> heardIds() {
    return heard;
  }

  void awaitHeard(int count) {
    await().atMost(PATIENCE).until(() -> heard.size() >= count || hasFailed());
    assertThat(heard).hasSizeGreaterThanOrEqualTo(count);
  }

  void awaitEachToldUnavailable() {
    for (int i = 0; i < CLIENTS; i++) {
      int own = i;
      await().atMost(PATIENCE).until(() -> toldUnavailable.get(own) > 0 || hasFailed());
    }
  }

  private boolean hasFailed() {
    return speakers.stream().anyMatch(Future::isDone);
  }

  void stop() throws Exception {
    stopped = true;
    for (Future<?> speaker : speakers) {
      speaker.get();
    }
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdownNow();
  }
}
