package dev.chatengine.store.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens clients and prepares databases, and explains errors without credentials. */
final class DatabaseConnector {
  static final String DATABASE = "chat";

  private static final String APPLICATION = "chat-engine";

  private DatabaseConnector() {}

  static ConnectionString parse(String uri) {
    try {
      return new ConnectionString(uri);
    } catch (IllegalArgumentException e) {
      // Without the driver's exception: it may quote the URI.
      throw new IllegalArgumentException(
          "the MongoDB URI is not a connection string: it must look like"
              + " mongodb://host:27017/database, with special characters in user names and"
              + " passwords percent-encoded");
    }
  }

  static MongoClient open(ConnectionString address, MongoStoreOptions options) {
    long deadline = options.deadline().toMillis();
    return MongoClients.create(
        MongoClientSettings.builder()
            .applicationName(APPLICATION)
            // First, so that the URI overrides these settings.
            .applyToClusterSettings(
                settings -> settings.serverSelectionTimeout(deadline, TimeUnit.MILLISECONDS))
            .applyToSocketSettings(
                settings -> settings.connectTimeout(deadline, TimeUnit.MILLISECONDS))
            .applyConnectionString(address)
            .build());
  }

  static Database prepare(
      MongoClient client, String name, MongoStoreOptions options, String addresses) {
    Deadline deadline = Deadline.in(options.deadline());
    try {
      Database database = Database.of(client, name, options, deadline);
      Schema.prepare(database, deadline);
      return database;
    } catch (MongoException e) {
      throw new UncheckedIOException(
          new IOException("MongoDB at " + addresses + " " + problem(e), e));
    }
  }

  private static String problem(MongoException e) {
    if (isRefusal(e)) {
      return "refuses the credentials";
    }
    if (e instanceof MongoTimeoutException) {
      return "does not answer";
    }
    return "cannot be used: " + e.getClass().getSimpleName() + ", code " + e.getCode();
  }

  private static boolean isRefusal(Throwable e) {
    return e instanceof MongoSecurityException
        || (e.getMessage() != null && e.getMessage().contains("MongoSecurityException"));
  }

  static String describe(ConnectionString address) {
    return String.join(",", address.getHosts());
  }

  static String describe(ClusterDescription cluster) {
    List<String> addresses =
        cluster.getServerDescriptions().stream()
            .map(server -> server.getAddress().toString())
            .sorted()
            .toList();
    return addresses.isEmpty() ? "unknown address" : String.join(",", addresses);
  }
}
