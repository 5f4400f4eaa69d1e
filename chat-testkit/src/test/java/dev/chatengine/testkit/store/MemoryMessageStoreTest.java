package dev.chatengine.testkit.store;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.MessageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

class MemoryMessageStoreTest extends MessageStoreContract {
  @Override
  protected MessageStoreFixture newFixture() {
    return new MessageStoreFixture() {
      private final AtomicLong now = new AtomicLong(1_750_000_000_000L);

      @Override
      public Set<StoreCapability> capabilities() {
        return EnumSet.of(StoreCapability.RETENTION);
      }

      @Override
      public MessageStore open() {
        return MemoryMessageStore.builder()
            .retention(Duration.ofDays(1))
            .clock(() -> Instant.ofEpochMilli(now.get()))
            .build();
      }

      @Override
      public Instant now() {
        return Instant.ofEpochMilli(now.get());
      }

      @Override
      public void expireAll() {
        now.addAndGet(Duration.ofDays(1).toMillis());
      }

      @Override
      public void close() {}
    };
  }
}
