package dev.chatengine.store.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The indexes and the schema's version. Several nodes may prepare a database at once: each step may
 * be repeated.
 */
final class Schema {
  static final int VERSION = 1;

  private static final String VERSION_FIELD = "version";
  private static final String DOCUMENT = "schema";

  private Schema() {}

  /**
   * Prepares a database.
   *
   * @throws IllegalStateException if a newer version of this library has written it
   */
  static void prepare(Database database, Deadline deadline) {
    Bson own = Filters.eq(Fields.ID, DOCUMENT);
    Document document = database.schema(deadline).find(own).first();
    int version = document == null ? 0 : document.getInteger(VERSION_FIELD, 0);
    if (version > VERSION) {
      throw new IllegalStateException(
          "the database has schema version "
              + version
              + ", of a newer release; this one knows versions up to "
              + VERSION);
    }
    createIndexes(database, deadline);
    if (version < VERSION) {
      raiseVersion(database, own, deadline);
    }
  }

  private static void createIndexes(Database database, Deadline deadline) {
    database
        .messages(deadline)
        .createIndexes(
            List.of(
                // Allocates the numbers, and orders every page.
                unique("log", Fields.CONVERSATION, Fields.LOG, Fields.SEQ),
                // Makes sending twice the same as sending once.
                unique(
                    "client",
                    Fields.CONVERSATION,
                    Fields.LOG,
                    Fields.SENDER_ID,
                    Fields.CLIENT_MESSAGE_ID),
                expiry()));
    database
        .amendments(deadline)
        .createIndexes(
            List.of(unique("log", Fields.CONVERSATION, Fields.LOG, Fields.REVISION), expiry()));
    database
        .conversations(deadline)
        .createIndexes(
            List.of(
                new IndexModel(
                    Indexes.compoundIndex(
                        Indexes.ascending(Fields.PARTICIPANTS),
                        Indexes.descending(Fields.LAST_WRITE)),
                    new IndexOptions().name("directs").sparse(true))));
  }

  private static IndexModel unique(String name, String... fields) {
    return new IndexModel(Indexes.ascending(fields), new IndexOptions().name(name).unique(true));
  }

  private static IndexModel expiry() {
    return new IndexModel(
        Indexes.ascending(Fields.EXPIRE_AT),
        new IndexOptions().name("expiry").expireAfter(0L, TimeUnit.SECONDS));
  }

  private static void raiseVersion(Database database, Bson own, Deadline deadline) {
    while (true) {
      try {
        database
            .schema(deadline)
            .updateOne(own, Updates.max(VERSION_FIELD, VERSION), new UpdateOptions().upsert(true));
        return;
      } catch (MongoWriteException e) {
        // If two upserts run at once, one fails and finds the other's document at the next try.
        if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
          throw e;
        }
      }
    }
  }
}
