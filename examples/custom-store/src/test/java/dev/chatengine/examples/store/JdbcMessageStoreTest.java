package dev.chatengine.examples.store;

import dev.chatengine.testkit.store.MessageStoreContract;
import dev.chatengine.testkit.store.MessageStoreFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract. Nothing is skipped: the fixture can do all that a fixture can. */
class JdbcMessageStoreTest extends MessageStoreContract {
  private final Path directory;

  JdbcMessageStoreTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Override
  protected MessageStoreFixture newFixture() {
    return new JdbcFixture(directory.resolve("messages"));
  }
}
