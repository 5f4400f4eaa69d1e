package dev.chatengine.engine.cluster;

import dev.chatengine.engine.registration.Reregistrations;
import dev.chatengine.engine.room.MemberChanges;
import dev.chatengine.engine.watch.Leases;
import dev.chatengine.model.MembershipChange;
import java.util.List;
import java.util.Set;

/**
 * Brings the registry up to date after it or this node was away, and announces the leaves of
 * expired sessions.
 */
public final class Recovery implements Leases.Listener {
  private final Reregistrations registrations;
  private final Reconciler reconciler;
  private final MemberChanges changes;

  public Recovery(Reregistrations registrations, Reconciler reconciler, MemberChanges changes) {
    this.registrations = registrations;
    this.reconciler = reconciler;
    this.changes = changes;
  }

  @Override
  public void registrationsLost(boolean registryReset) {
    if (registryReset) {
      reconciler.reviewMembers();
    }
    registrations.registerAll();
  }

  @Override
  public void renewed(Set<String> namesLost, boolean wasAway) {
    registrations.register(namesLost);
    if (wasAway) {
      registrations.registerStale();
    }
  }

  @Override
  public void reachable() {
    reconciler.compareAll();
  }

  @Override
  public void expired(List<MembershipChange> expired) {
    changes.announceExpired(expired);
  }
}
