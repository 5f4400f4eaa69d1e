package stranger;

import dev.chatengine.examples.store.JdbcMessageStore;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.store.MessageStoreContract;
import dev.chatengine.testkit.store.MessageStoreFixture;
import dev.chatengine.testkit.store.StoreCapability;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The contract, as far as it can be asked of a store that is only opened and closed. */
class StoreContractTest extends MessageStoreContract {
  @TempDir Path directory;

  @Override
  protected MessageStoreFixture newFixture() {
    return new MessageStoreFixture() {
      @Override
      public Set<StoreCapability> capabilities() {
        return EnumSet.of(StoreCapability.SHARED, StoreCapability.DURABLE);
      }

      @Override
      public MessageStore open() {
        return JdbcMessageStore.open(directory.resolve("messages"));
      }

      @Override
      public void close() {}
    };
  }
}
