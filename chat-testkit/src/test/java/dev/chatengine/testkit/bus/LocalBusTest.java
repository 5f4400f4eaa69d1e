package dev.chatengine.testkit.bus;

import dev.chatengine.memory.LocalBus;
import dev.chatengine.spi.Broadcaster;
import java.util.Set;

/** Several broadcasters on one bus within the process. */
class LocalBusTest extends BroadcasterContract {
  private final LocalBus bus = LocalBus.create();

  @Override
  protected Broadcaster open() {
    return bus.broadcaster();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of(Capability.SHARED, Capability.ORDERED);
  }
}
