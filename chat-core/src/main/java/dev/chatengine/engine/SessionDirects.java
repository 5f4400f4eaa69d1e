package dev.chatengine.engine;

import dev.chatengine.model.Direct;
import dev.chatengine.spi.OutboundFrame;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * What one session gets of private logs. While its client catches up with a log, that log's live
 * messages pass by, to be read. Belongs to the session's sequence.
 */
final class SessionDirects {
  private final Outbound outbound;
  private Set<Direct> catchingUp = Set.of();

  SessionDirects(Outbound outbound) {
    this.outbound = outbound;
  }

  /** The next message of a private log. */
  void deliver(Direct direct, OutboundFrame frame) {
    if (!catchingUp.contains(direct)) {
      outbound.send(frame);
      outbound.flush();
    }
  }

  /** The client catches up with some logs by itself: nothing of them is sent until it has. */
  void beginCatchingUp(Collection<Direct> directs) {
    if (!directs.isEmpty()) {
      catchingUp = new HashSet<>(directs);
    }
  }

  void endCatchingUp(Direct direct) {
    catchingUp.remove(direct);
    if (catchingUp.isEmpty()) {
      catchingUp = Set.of();
    }
  }
}
