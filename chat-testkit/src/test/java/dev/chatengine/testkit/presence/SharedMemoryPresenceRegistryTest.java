package dev.chatengine.testkit.presence;

import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.spi.PresenceRegistry;
import java.util.Set;

/** The registry in memory, as several engines of one process share it. */
class SharedMemoryPresenceRegistryTest extends MemoryPresenceRegistryTest {
  private final MemoryPresenceRegistry first =
      MemoryPresenceRegistry.builder().nanoClock(clock::nanoTime).shared(true).build();

  @Override
  protected PresenceRegistry open() {
    return first.another();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SHARED);
  }
}
