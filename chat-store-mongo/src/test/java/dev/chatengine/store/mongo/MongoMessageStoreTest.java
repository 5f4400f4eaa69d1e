package dev.chatengine.store.mongo;

import dev.chatengine.testkit.store.MessageStoreContract;
import dev.chatengine.testkit.store.MessageStoreFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The whole contract of a store. */
@Execution(ExecutionMode.CONCURRENT)
class MongoMessageStoreTest extends MessageStoreContract {
  private static TestMongo mongo;

  @BeforeAll
  static void startServer() {
    mongo = TestMongo.start();
  }

  @AfterAll
  static void stopServer() {
    mongo.close();
  }

  @Override
  protected MessageStoreFixture newFixture() {
    return new MongoFixture(mongo);
  }
}
