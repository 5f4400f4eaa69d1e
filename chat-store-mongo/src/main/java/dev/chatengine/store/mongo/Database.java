package dev.chatengine.store.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** The collections, with the read and write concern of each use. */
final class Database {
  private static final int COMMAND_NOT_SUPPORTED = 115;
  private static final int READ_CONCERN_MAJORITY_NOT_ENABLED = 148;

  private final MongoDatabase database;
  private final String prefix;
  private final ReadConcern clientReads;

  private Database(MongoDatabase database, String prefix, ReadConcern clientReads) {
    this.database = database;
    this.prefix = prefix;
    this.clientReads = clientReads;
  }

  static Database of(
      MongoClient client, String name, MongoStoreOptions options, Deadline deadline) {
    WriteConcern writes = options.writeConcern();
    MongoDatabase database =
        client
            .getDatabase(name)
            .withWriteConcern(writes)
            .withReadPreference(ReadPreference.primary())
            .withReadConcern(ReadConcern.LOCAL);
    String prefix = options.collectionPrefix();
    // If a write counts before a majority has it, reads for clients must see it as well.
    boolean majority =
        "majority".equals(writes.getWObject()) && canReadMajority(database, prefix, deadline);
    return new Database(database, prefix, majority ? ReadConcern.MAJORITY : ReadConcern.LOCAL);
  }

  private static boolean canReadMajority(MongoDatabase database, String prefix, Deadline deadline) {
    try {
      database
          .getCollection(prefix + "schema")
          .withReadConcern(ReadConcern.MAJORITY)
          .withTimeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS)
          .find()
          .first();
      return true;
    } catch (MongoCommandException e) {
      if (e.getErrorCode() == READ_CONCERN_MAJORITY_NOT_ENABLED
          || e.getErrorCode() == COMMAND_NOT_SUPPORTED) {
        return false;
      }
      throw e;
    }
  }

  MongoCollection<Document> schema(Deadline deadline) {
    return collection("schema", deadline);
  }

  /** For reads that prepare a write: local. */
  MongoCollection<Document> conversations(Deadline deadline) {
    return collection("conversations", deadline);
  }

  /** For reads that prepare a write: local. */
  MongoCollection<Document> messages(Deadline deadline) {
    return collection("messages", deadline);
  }

  /** For reads that prepare a write: local. */
  MongoCollection<Document> amendments(Deadline deadline) {
    return collection("amendments", deadline);
  }

  /** The collection for reads whose results clients see: no failover takes these back. */
  MongoCollection<Document> forClients(MongoCollection<Document> collection) {
    return collection.withReadConcern(clientReads);
  }

  private MongoCollection<Document> collection(String name, Deadline deadline) {
    return database
        .getCollection(prefix + name)
        .withTimeout(deadline.remainingMillis(), TimeUnit.MILLISECONDS);
  }
}
