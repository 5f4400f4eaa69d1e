package dev.chatengine.testkit.presence;

import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.testkit.ManualClock;
import java.time.Duration;
import java.util.Set;

/** The registry in memory, as several engines of one process share it. */
class SharedMemoryPresenceRegistryTest extends PresenceRegistryContract {
  private final ManualClock clock = new ManualClock();
  private final MemoryPresenceRegistry first =
      MemoryPresenceRegistry.builder().nanoClock(clock::nanoTime).shared(true).build();

  @Override
  protected PresenceRegistry open() {
    return first.another();
  }

  @Override
  protected void advance(Duration duration) {
    clock.advance(duration);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SHARED);
  }
}
