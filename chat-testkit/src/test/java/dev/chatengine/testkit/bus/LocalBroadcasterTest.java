package dev.chatengine.testkit.bus;

import dev.chatengine.memory.LocalBroadcaster;
import dev.chatengine.spi.Broadcaster;
import java.util.Set;

/** A broadcaster alone. */
class LocalBroadcasterTest extends BroadcasterContract {
  @Override
  protected Broadcaster open() {
    return LocalBroadcaster.create();
  }

  @Override
  protected Set<Capability> capabilities() {
    return Set.of();
  }
}
