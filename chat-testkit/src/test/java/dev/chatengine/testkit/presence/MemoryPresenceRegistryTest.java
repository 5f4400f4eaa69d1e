package dev.chatengine.testkit.presence;

import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.testkit.ManualClock;
import java.time.Duration;
import java.util.Set;

/** The registry in memory, as one engine alone has it. */
class MemoryPresenceRegistryTest extends PresenceRegistryContract {
  final ManualClock clock = new ManualClock();

  @Override
  protected PresenceRegistry open() {
    return MemoryPresenceRegistry.builder().nanoClock(clock::nanoTime).build();
  }

  @Override
  protected void advance(Duration duration) {
    clock.advance(duration);
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of();
  }
}
