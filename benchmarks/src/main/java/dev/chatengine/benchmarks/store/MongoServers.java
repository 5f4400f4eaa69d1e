package dev.chatengine.benchmarks.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.chatengine.store.mongo.MongoMessageStore;
import dev.chatengine.store.mongo.MongoStoreOptions;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new database in the MongoDB with the URI {@value #VARIABLE}, or in a server in this process. It
 * is dropped in the end.
 */
final class MongoServers implements AutoCloseable {
  static final String VARIABLE = "CHAT_TEST_MONGODB_URI";

  /** The embedded server takes seconds to read a page of a long room. */
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final String database = "chat_benchmark_" + UUID.randomUUID().toString().substring(0, 13);
  private final @Nullable MongoServer embedded;
  private final String uri;

  private MongoServers(@Nullable MongoServer embedded, String uri) {
    this.embedded = embedded;
    this.uri = uri;
  }

  static MongoServers start() {
    String given = System.getenv(VARIABLE);
    if (given != null && !given.isBlank()) {
      return new MongoServers(null, given);
    }
    MongoServer server = new MongoServer(new MemoryBackend().version(ServerVersion.MONGO_5_0));
    return new MongoServers(server, server.bindAndGetConnectionString());
  }

  /** The server of the figures. */
  String description() {
    return embedded == null ? "MongoDB of " + VARIABLE : "embedded mongo-java-server";
  }

  MongoMessageStore open() {
    return MongoMessageStore.connect(uri, options(""));
  }

  /** A client that reports its commands. The caller closes it. */
  MongoClient client(CommandListener listener) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(uri))
            .addCommandListener(listener)
            .build());
  }

  MongoStoreOptions options(String collections) {
    return MongoStoreOptions.builder()
        .database(database)
        .collectionPrefix(collections)
        .deadline(DEADLINE)
        .build();
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.shutdownNow();
      return;
    }
    try (MongoClient client = MongoClients.create(uri)) {
      client.getDatabase(database).drop();
    }
  }
}
