package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.ChatEngine;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.store.mongo.FaultyProxy.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients of an engine see while the server of its store is away, and when it is back. */
@Timeout(180)
class EngineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ENGINE_DEADLINE = Duration.ofSeconds(1);

  /** So long that, in time, nobody but the engine can have answered. */
  private static final Duration STORE_DEADLINE = Duration.ofSeconds(30);

  private static final Duration IN_TIME = Duration.ofSeconds(15);

  private final Room room = new Room("tea");
  private final Room quiet = new Room("quiet");

  private static ChatEngine engine(MessageStore store, Duration deadline) {
    return ChatEngine.builder()
        .messageStore(store)
        .connectionRate(RateLimit.UNLIMITED)
        .pluginDeadline(deadline)
        .build();
  }

  @Test
  void allGoesOnByItselfWhenTheServerRestartsWhileClientsSend(@TempDir Path directory)
      throws Exception {
    DurableMongo server = new DurableMongo(directory);
    MongoMessageStore store =
        MongoMessageStore.connect(
            server.uri(), MongoStoreOptions.builder().deadline(STORE_DEADLINE).build());
    try (server;
        ChatEngine engine = engine(store, ENGINE_DEADLINE)) {
      ChatClient witness = ChatClient.connect(engine, "witness").join(room.name(), PATIENCE);
      Drafts.append(store, quiet, "before");
      try (Conversing senders = new Conversing(engine, room, IN_TIME)) {
        senders.awaitHeard(200);

        server.stop();
        senders.awaitEachToldUnavailable();
        ChatClient late = ChatClient.connect(engine, "late").join(room.name(), IN_TIME);
        ChatClient alone = ChatClient.connect(engine, "alone").join(quiet.name(), IN_TIME);
        assertIsInWithoutHistory(late);
        assertIsInWithoutHistory(alone);

        server.start();
        senders.awaitHeard(senders.heard() + 200);
        senders.stop();
        assertThat(alone.say("after", PATIENCE).path("content").asText()).isEqualTo("after");

        await().atMost(PATIENCE).untilAsserted(() -> assertSawAll(store, witness));
        List<String> kept = ids(store);
        assertThat(kept).doesNotHaveDuplicates().containsAll(senders.heardIds());
        senders.clients().forEach(sender -> assertThat(sender.received("id")).isEqualTo(kept));
        List<String> seenLate = late.received("id");
        assertThat(seenLate)
            .isNotEmpty()
            .isEqualTo(kept.subList(kept.size() - seenLate.size(), kept.size()));
        assertThat(Drafts.all(store, quiet))
            .extracting(Message::content)
            .containsExactly("before", "after");
      }
    }
  }

  private static void assertIsInWithoutHistory(ChatClient client) {
    assertThat(client.frames("error")).hasSize(1).allMatch(ChatClient::isStoreUnavailable);
    assertThat(client.types())
        .containsSubsequence("error", "room_joined", "message_history", "room_users");
    assertThat(client.frames("message_history").get(0).path("messages")).isEmpty();
  }

  /** It has seen what is stored, all of it, in its order and once, and nothing else. */
  private void assertSawAll(MessageStore store, ChatClient client) {
    List<String> seen = client.received("id");
    List<Message> kept = Drafts.all(store, room);
    assertThat(Drafts.seqs(kept)).isEqualTo(Drafts.upTo(kept.size()));
    assertThat(seen).isEqualTo(kept.stream().map(Message::id).toList());
  }

  private List<String> ids(MessageStore store) {
    return Drafts.all(store, room).stream().map(Message::id).toList();
  }

  @Test
  void whatIsStoredAlthoughItsSenderWasToldOtherwiseIsDelivered() throws Exception {
    try (TestMongo mongo = TestMongo.start();
        FaultyProxy proxy = new FaultyProxy(mongo.address());
        ChatEngine engine =
            engine(
                MongoMessageStore.connect(
                    proxy.uri(), mongo.options("told_").deadline(Duration.ofSeconds(3)).build()),
                Duration.ofSeconds(15))) {
      ChatClient ann = ChatClient.connect(engine, "ann").join(room.name(), PATIENCE);
      ChatClient bob = ChatClient.connect(engine, "bob").join(room.name(), PATIENCE);
      ann.say("before", PATIENCE);

      proxy.fateOfNext(FaultyProxy::isInsert, Fate.LAST);
      assertThat(ann.say("kept", PATIENCE).path("code").asText()).isEqualTo("store_unavailable");
      assertThat(ann.say("lost", PATIENCE).path("code").asText()).isEqualTo("store_unavailable");
      assertThat(bob.received("content")).containsExactly("before");
      proxy.open();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(bob.received("content")).containsExactly("before", "kept"));
      ann.say("after", PATIENCE);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(bob.received("content")).containsExactly("before", "kept", "after"));
      assertThat(ann.received("content")).isEqualTo(bob.received("content"));
    }
  }
}
