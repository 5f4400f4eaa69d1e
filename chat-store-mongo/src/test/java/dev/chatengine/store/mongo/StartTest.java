package dev.chatengine.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.Updates;
import dev.chatengine.model.Room;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a store begins: with an empty database, a prepared one, one of the future, or none. */
class StartTest {
  private final TestMongo mongo = TestMongo.start();
  private final String prefix = "s" + UUID.randomUUID().toString().substring(0, 8) + "_";

  @AfterEach
  void stopServer() {
    mongo.close();
  }

  private MongoMessageStore open() {
    return MongoMessageStore.connect(mongo.uri(), mongo.options(prefix).build());
  }

  @Test
  void severalNodesMayStartAtOnce() throws Exception {
    int nodes = 6;
    ExecutorService threads = Executors.newFixedThreadPool(nodes);
    List<MongoMessageStore> stores = new ArrayList<>();
    try {
      List<Callable<MongoMessageStore>> starts = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        starts.add(this::open);
      }
      for (Future<MongoMessageStore> start : threads.invokeAll(starts)) {
        stores.add(start.get());
      }

      assertThat(mongo.database().getCollection(prefix + "schema").countDocuments()).isOne();
      for (MongoMessageStore store : stores) {
        Drafts.append(store, new Room("room"), "text");
      }
      assertThat(Drafts.seqs(Drafts.all(stores.get(0), new Room("room"))))
          .isEqualTo(Drafts.upTo(nodes));
    } finally {
      stores.forEach(MongoMessageStore::close);
      threads.shutdownNow();
    }
  }

  @Test
  void startingAgainLeavesTheIndexesAsTheyAre() {
    open().close();
    List<String> before = indexes();
    open().close();

    assertThat(indexes()).isEqualTo(before);
    assertThat(before)
        .containsExactlyInAnyOrder(
            "messages _id_ {_id: 1}",
            "messages log {conversation: 1, log: 1, seq: 1} unique",
            "messages client {conversation: 1, log: 1, sender.id: 1, clientMessageId: 1} unique",
            "messages expiry {expireAt: 1} TTL 0",
            "amendments _id_ {_id: 1}",
            "amendments log {conversation: 1, log: 1, revision: 1} unique",
            "amendments expiry {expireAt: 1} TTL 0",
            "conversations _id_ {_id: 1}",
            "conversations directs {participants: 1, lastWrite: -1}");
  }

  private List<String> indexes() {
    List<String> indexes = new ArrayList<>();
    for (String name : List.of("messages", "amendments", "conversations")) {
      for (Document index : mongo.database().getCollection(prefix + name).listIndexes()) {
        indexes.add(
            name
                + " "
                + index.getString("name")
                + " "
                + index.get("key", Document.class).toJson().replace("\"", "")
                + (index.getBoolean("unique", false) ? " unique" : "")
                + (index.get("expireAfterSeconds") instanceof Number seconds
                    ? " TTL " + seconds.longValue()
                    : ""));
      }
    }
    return indexes;
  }

  @Test
  void aDatabaseOfANewerReleaseIsRefused() {
    open().close();
    mongo
        .database()
        .getCollection(prefix + "schema")
        .updateOne(new Document(), Updates.set("version", Schema.VERSION + 1));

    assertThatIllegalStateException().isThrownBy(this::open).withMessageContaining("newer");
  }

  @Test
  void mongoAwayIsToldWithItsAddressAndWithoutCredentials() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    MongoStoreOptions options =
        MongoStoreOptions.builder().deadline(Duration.ofMillis(300)).build();

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () ->
                MongoMessageStore.connect(
                    "mongodb://root:s3cret@127.0.0.1:" + port + "/chat", options))
        .withMessageContaining("127.0.0.1:" + port)
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cret"));
  }

  private static String stackTrace(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "localhost:27017",
        "http://root:s3cret@localhost", "mongodb://root:s3cret@word@localhost",
        "mongodb://root:s3cret@localhost:port", "mongodb://root:s3cret@"
      })
  void aBadUriIsRefusedWithoutTellingIt(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MongoMessageStore.connect(uri))
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cret"));
  }

  @Test
  void theClientOfTheStoreIsClosedWithIt() throws IOException {
    try (FaultyProxy proxy = new FaultyProxy(mongo.address())) {
      MongoMessageStore store =
          MongoMessageStore.connect(proxy.uri(), mongo.options(prefix).build());
      Drafts.append(store, new Room("room"), "text");
      assertThat(proxy.connections()).isPositive();
      store.close();

      await().until(() -> proxy.connections() == 0);
    }
  }

  @Test
  void aStoreThatCannotBeOpenedLeavesNoConnection() throws IOException {
    open().close();
    mongo
        .database()
        .getCollection(prefix + "schema")
        .updateOne(new Document(), Updates.set("version", Schema.VERSION + 1));
    try (FaultyProxy proxy = new FaultyProxy(mongo.address())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> MongoMessageStore.connect(proxy.uri(), mongo.options(prefix).build()));

      await().until(() -> proxy.connections() == 0);
    }
  }

  @Test
  void theClientOfTheHostStaysOpen() {
    try (MongoClient client = MongoClients.create(mongo.uri())) {
      MongoMessageStore store = MongoMessageStore.create(client, mongo.options(prefix).build());
      Drafts.append(store, new Room("room"), "text");
      store.close();

      assertThatThrownBy(() -> store.find(new Room("room"), "id"))
          .isInstanceOf(IllegalStateException.class);
      assertThat(
              client
                  .getDatabase(mongo.database().getName())
                  .getCollection(prefix + "messages")
                  .countDocuments())
          .isOne();
    }
  }
}
