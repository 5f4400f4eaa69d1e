package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.store.mongo.FaultyProxy.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that break, stall and half-close, and a server that restarts, under load. */
@Timeout(120)
class BadNetworkTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final TestMongo MONGO = TestMongo.start();

  private final Room room = new Room("room");

  @AfterAll
  static void stopServer() {
    MONGO.close();
  }

  private MongoMessageStore open(FaultyProxy proxy, String prefix, Duration deadline) {
    return MongoMessageStore.connect(proxy.uri(), MONGO.options(prefix).deadline(deadline).build());
  }

  /** A fault, by its name. */
  interface Fault {
    void strike(FaultyProxy proxy);
  }

  static Stream<Named<Fault>> faults() {
    Random random = new Random(7);
    return Stream.of(
        Named.of(
            "connections break",
            proxy -> {
              proxy.cut();
              proxy.open();
            }),
        Named.of("connections half-close", FaultyProxy::halfClose),
        Named.of(
            "requests are lost",
            proxy -> proxy.fateOfNext(FaultyProxy::isInsert, Fate.LOSE_REQUEST)),
        Named.of(
            "answers are lost", proxy -> proxy.fateOfNext(FaultyProxy::isInsert, Fate.LOSE_ANSWER)),
        Named.of(
            "any request or answer is lost",
            proxy ->
                proxy.fateOfNext(
                    request -> !request.contains("isMaster"),
                    random.nextBoolean() ? Fate.LOSE_REQUEST : Fate.LOSE_ANSWER)));
  }

  private static final AtomicInteger RUNS = new AtomicInteger();

  @ParameterizedTest
  @MethodSource("faults")
  void everyAckedMessageIsThereOnceWhatever(Fault fault) throws Exception {
    String prefix = "n" + RUNS.incrementAndGet() + "_";
    try (FaultyProxy proxy = new FaultyProxy(MONGO.address());
        MongoMessageStore store = open(proxy, prefix, LONG);
        Writers writers = Writers.ofSameDrafts(store, room)) {
      for (int i = 0; i < 5; i++) {
        writers.awaitAcked(40);
        fault.strike(proxy);
      }
      writers.awaitAcked(100);
      writers.stop();
      writers.check(store);
    }
  }

  @Test
  void aStalledConnectionMakesAnAppendUnknownAndItsRetryOneMessage() throws Exception {
    try (FaultyProxy proxy = new FaultyProxy(MONGO.address());
        MongoMessageStore store = open(proxy, "stall_", Duration.ofSeconds(2))) {
      Drafts.append(store, room, "before");
      Draft draft = Drafts.to(room, "text");
      proxy.hold();
      assertThat(store.append(List.of(draft)).get(0)).isInstanceOf(AppendResult.Unknown.class);
      assertThatThrownBy(() -> store.after(room, 0, 10)).isInstanceOf(MongoException.class);
      proxy.open();

      await()
          .atMost(LONG)
          .until(() -> !(store.append(List.of(draft)).get(0) instanceof AppendResult.Unknown));
      assertThat(Drafts.all(store, room))
          .extracting(Message::content)
          .containsExactly("before", "text");
    }
  }

  @Test
  void aServerThatIsAwayIsUnknownAndRecoversByItself() throws Exception {
    try (FaultyProxy proxy = new FaultyProxy(MONGO.address());
        MongoMessageStore store = open(proxy, "away_", Duration.ofMillis(1_500))) {
      Drafts.append(store, room, "before");
      proxy.cut();
      assertThat(store.append(List.of(Drafts.to(room, "lost"))).get(0))
          .isInstanceOf(AppendResult.Unknown.class);
      assertThatThrownBy(() -> store.before(room, Long.MAX_VALUE, 50))
          .isInstanceOf(MongoException.class);
      proxy.open();

      await()
          .atMost(LONG)
          .untilAsserted(
              () -> assertThat(Drafts.append(store, room, "after").content()).isEqualTo("after"));
      List<Message> read = Drafts.all(store, room);
      assertThat(read).extracting(Message::content).startsWith("before").doesNotContain("lost");
      assertThat(Drafts.seqs(read)).isEqualTo(Drafts.upTo(read.size()));
    }
  }

  @Test
  void nothingIsLostWhenTheServerRestartsUnderLoad(@TempDir Path directory) throws Exception {
    try (DurableMongo server = new DurableMongo(directory);
        MongoMessageStore store =
            MongoMessageStore.connect(
                server.uri(), MongoStoreOptions.builder().deadline(LONG).build());
        Writers writers = Writers.ofSameDrafts(store, room)) {
      for (int i = 0; i < 3; i++) {
        writers.awaitAcked(40);
        server.stop();
        server.start();
      }
      writers.awaitAcked(80);
      writers.stop();
      writers.check(store);
    }
  }
}
