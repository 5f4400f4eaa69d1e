package dev.chatengine.store.mongo;

import dev.chatengine.testkit.store.MessageStoreContract;
import dev.chatengine.testkit.store.MessageStoreFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The whole contract of a store. */
@Execution(ExecutionMode.CONCURRENT)
class MongoMessageStoreTest extends MessageStoreContract {
  private static final TestMongo MONGO = TestMongo.start();

  @AfterAll
  static void stopServer() {
    MONGO.close();
  }

  @Override
  protected MessageStoreFixture newFixture() {
    return new MongoFixture(MONGO);
  }
}
