package dev.chatengine.store.mongo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of a test class: the one of which {@value #VARIABLE} is the URI, or one in this
 * process. What a test leaves behind is in a database of its own, and is dropped.
 */
final class TestMongo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TestMongo.class);

  static final String VARIABLE = "CHAT_TEST_MONGODB_URI";

  private final String database = "chat_test_" + UUID.randomUUID().toString().substring(0, 13);
  private final @Nullable MongoServer server;
  private final String uri;
  private final MongoClient client;

  private TestMongo(@Nullable MongoServer server, String uri) {
    this.server = server;
    this.uri = uri;
    client = MongoClients.create(uri);
    ping(client);
  }

  /**
   * Waits for an answer of the server. The first use of the driver loads its classes, which on a
   * busy machine takes longer than the deadlines of some tests.
   */
  static void ping(MongoClient client) {
    client.getDatabase("admin").runCommand(new Document("ping", 1));
  }

  static TestMongo start() {
    String given = System.getenv(VARIABLE);
    if (given != null && !given.isBlank()) {
      return new TestMongo(null, given);
    }
    return embedded();
  }

  static TestMongo embedded() {
    MongoServer server = new MongoServer(backend());
    return new TestMongo(server, server.bindAndGetConnectionString());
  }

  static MongoBackend backend() {
    return new MemoryBackend().version(ServerVersion.MONGO_5_0);
  }

  /** Skips a test that the embedded server cannot answer, aloud. */
  void requireReal(String what) {
    String skipped = "NOT CHECKED: " + what + " need a real MongoDB; set " + VARIABLE;
    if (server != null) {
      LOG.warn(skipped);
    }
    assumeTrue(server == null, skipped);
  }

  String uri() {
    return uri;
  }

  /** A client that goes nowhere but to the server itself. */
  MongoClient client() {
    return client;
  }

  /** A further client, of whose commands each is shown before it is sent. */
  MongoClient client(
      Consumer<CommandStartedEvent> onCommand,
      UnaryOperator<MongoClientSettings.Builder> settings) {
    CommandListener listener =
        new CommandListener() {
          @Override
          public void commandStarted(CommandStartedEvent event) {
            onCommand.accept(event);
          }
        };
    return MongoClients.create(
        settings
            .apply(MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri)))
            .addCommandListener(listener)
            .build());
  }

  MongoDatabase database() {
    return client.getDatabase(database);
  }

  /** Where a proxy is to lead. */
  InetSocketAddress address() {
    ServerAddress first = new ServerAddress(new ConnectionString(uri).getHosts().get(0));
    return new InetSocketAddress(first.getHost(), first.getPort());
  }

  /** Options for a store over this test class's database. */
  MongoStoreOptions.Builder options(String prefix) {
    return MongoStoreOptions.builder().database(database).collectionPrefix(prefix);
  }

  @Override
  public void close() {
    database().drop();
    client.close();
    if (server != null) {
      server.shutdownNow();
    }
  }
}
