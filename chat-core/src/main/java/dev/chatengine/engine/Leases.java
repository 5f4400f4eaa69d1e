package dev.chatengine.engine;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry.Lease;
import dev.chatengine.spi.Scheduler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease alive, registers the sessions again when it was lost, and takes out what
 * has run out on any node.
 */
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private final Node node;
  private final Sequence sequence;
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile boolean stopped;
  private boolean expiring;

  Leases(Node node) {
    this.node = node;
    this.sequence = new Sequence(node.scheduler);
  }

  /** Takes the lease on the caller's thread, so that a registry out of reach is noticed at once. */
  void start() {
    node.presence.renew(node.settings.nodeId(), node.settings.lease());
    scheduleNext();
  }

  void stop() {
    stopped = true;
    Scheduler.Cancellable last = timer;
    if (last != null) {
      last.cancel();
    }
  }

  private void scheduleNext() {
    if (!stopped) {
      timer =
          node.scheduler.schedule(
              node.settings.leaseRenewal(), () -> sequence.execute(this::renew));
    }
  }

  private void renew() {
    // The beat goes on whatever becomes of this call.
    scheduleNext();
    node.leaseCalls.call(
        sequence,
        () -> node.presence.renew(node.settings.nodeId(), node.settings.lease()),
        new Answer<Lease>() {
          @Override
          public void done(Lease lease) {
            if (lease.fresh()) {
              LOG.warn(
                  "The lease of node {} had run out: registering again", node.settings.nodeId());
              node.registerAllAgain();
            }
            expire();
          }

          @Override
          public void failed(Throwable cause) {
            if (!stopped) {
              LOG.warn("Cannot renew the lease of node {}", node.settings.nodeId(), cause);
            }
          }

          @Override
          public void late(Lease lease) {
            done(lease);
          }
        });
  }

  private void expire() {
    if (expiring || stopped) {
      return;
    }
    expiring = true;
    node.presenceCalls.call(
        sequence,
        () -> node.presence.expire(MessageStore.MAX_LIMIT),
        new Answer<List<MembershipChange>>() {
          @Override
          public void done(List<MembershipChange> changes) {
            expiring = false;
            node.announce(changes);
            if (!changes.isEmpty()) {
              // There may be more than one call takes out.
              expire();
            }
          }

          @Override
          public void failed(Throwable cause) {
            expiring = false;
            LOG.warn("Cannot take out what has run out", cause);
          }

          @Override
          public void late(List<MembershipChange> changes) {
            node.announce(changes);
          }
        });
  }
}
