package dev.chatengine.testkit.store;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.MessageStore;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

class SharedMemoryMessageStoreTest extends MessageStoreContract {
  @Override
  protected MessageStoreFixture newFixture() {
    return new MessageStoreFixture() {
      private final MemoryMessageStore store =
          MemoryMessageStore.builder().shared(true).clock(this::now).build();

      @Override
      public Set<StoreCapability> capabilities() {
        return EnumSet.of(StoreCapability.SHARED);
      }

      @Override
      public MessageStore open() {
        return store.another();
      }

      @Override
      public Instant now() {
        return Instant.ofEpochMilli(1_750_000_000_000L);
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }
}
