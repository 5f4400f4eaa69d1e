package dev.chatengine.engine;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry.Lease;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease alive, and takes out what has run out on any node. By the same calls it
 * notices that the registry is away, is back, or has lost its memory, and sees to it that the
 * sessions are registered again.
 */
final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  /** More rooms than these find out by the regular comparison. */
  private static final int MAX_ASKING = 1_000;

  private final Node node;
  private final Sequence sequence;
  private final Availability availability;
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile boolean stopped;
  private boolean renewing;
  private boolean expiring;

  /** From when on it takes others out again; before, they may be coming back as this node did. */
  private @Nullable Long expiringFrom;

  private long lastTry;

  /** When the last renewal set out that was answered: since then the lease has lived for sure. */
  private long renewedAt;

  private volatile @Nullable String epoch;

  /** What waits for the next renewal to set out. */
  private final List<Consumer<@Nullable String>> asking = new ArrayList<>();

  /** What waits for the renewal that is under way. */
  private final List<Consumer<@Nullable String>> asked = new ArrayList<>();

  /** From when on who is not registered is gone; before, its node may not have come to it yet. */
  private volatile @Nullable Long absenceBelievedFrom;

  Leases(Node node, Availability availability) {
    this.node = node;
    this.availability = availability;
    this.sequence = new Sequence(node.scheduler);
    availability.watch(() -> sequence.execute(this::renewSoon));
  }

  /** Takes the lease on the caller's thread, so that a registry out of reach is noticed at once. */
  void start() {
    renewedAt = node.scheduler.nanoTime();
    epoch = node.presence.renew(node.settings.nodeId(), node.settings.lease()).epoch();
    scheduleNext(node.settings.leaseRenewal());
  }

  void stop() {
    stopped = true;
    cancelTimer();
  }

  private void cancelTimer() {
    Scheduler.Cancellable last = timer;
    if (last != null) {
      last.cancel();
    }
  }

  /**
   * How long other nodes may still have to register their users, after the registry has lost its
   * memory. From any thread.
   */
  Duration untilAbsenceIsBelieved() {
    Long from = absenceBelievedFrom;
    long nanos = from == null ? 0 : from - node.scheduler.nanoTime();
    return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  /**
   * Runs a task once it is certain that users whom the registry did not know until now are gone.
   * The task is dropped if the registry has lost its memory, even if this node has not noticed that
   * yet, or if the registry cannot be asked. From any thread.
   */
  void ifAbsenceIsCertain(Runnable task) {
    // What has been answered may be of a later epoch already, but not of an earlier one.
    String known = epoch;
    if (untilAbsenceIsBelieved().isZero()) {
      afterRenewal(
          now -> {
            if (now != null && now.equals(known)) {
              task.run();
            }
          });
    }
  }

  /**
   * Runs a task after a renewal that begins from now on, with the registry's epoch; null if the
   * renewal failed. From any thread.
   */
  void afterRenewal(Consumer<@Nullable String> task) {
    sequence.execute(
        () -> {
          if (stopped || asking.size() + asked.size() >= MAX_ASKING) {
            task.accept(null);
            return;
          }
          asking.add(task);
          if (!renewing) {
            renew();
          }
        });
  }

  /** Tasks that wait for the renewal that has ended. */
  private void tellAsked(@Nullable String answered) {
    List<Consumer<@Nullable String>> tasks = List.copyOf(asked);
    asked.clear();
    tasks.forEach(task -> task.accept(answered));
    if (!asking.isEmpty() && !availability.isAway()) {
      renew();
    }
  }

  private void scheduleNext(Duration delay) {
    cancelTimer();
    if (!stopped) {
      timer = node.scheduler.schedule(delay, () -> sequence.execute(this::beat));
    }
  }

  private void beat() {
    node.log.tellDue();
    renew();
  }

  /** A call has failed: whether the registry is away shows by the lease. */
  private void renewSoon() {
    boolean lately = node.scheduler.nanoTime() - lastTry < Node.RETRY.toNanos();
    if (!renewing && !lately && !stopped && !availability.isAway()) {
      renew();
    }
  }

  private void renew() {
    if (stopped) {
      return;
    }
    // The beat goes on whatever becomes of this call.
    scheduleNext(node.settings.leaseRenewal());
    long now = node.scheduler.nanoTime();
    lastTry = now;
    renewing = true;
    asked.addAll(asking);
    asking.clear();
    node.leaseCalls.call(
        sequence,
        () -> node.presence.renew(node.settings.nodeId(), node.settings.lease()),
        new Answer<Lease>() {
          @Override
          public void done(Lease lease) {
            renewing = false;
            renewed(lease, now);
            tellAsked(lease.epoch());
          }

          @Override
          public void failed(Throwable cause) {
            renewing = false;
            if (stopped) {
              return;
            }
            if (!availability.isAway()) {
              node.log.warn(
                  LOG,
                  "The presence registry is out of reach, going by what this node knows: {}",
                  cause.toString());
            }
            availability.goAway(cause);
            tellAsked(null);
            scheduleNext(Durations.shorter(Node.RETRY, node.settings.leaseRenewal()));
          }

          @Override
          public void late(Lease lease) {
            renewed(lease, now);
          }
        });
  }

  private void renewed(Lease lease, long sentAt) {
    boolean wasAway = availability.isAway();
    // That it had run out may have been the answer to a call between, and lost.
    long ttl = node.settings.lease().toNanos();
    boolean ranOut = lease.fresh() || node.scheduler.nanoTime() - renewedAt >= ttl;
    if (sentAt - renewedAt > 0) {
      renewedAt = sentAt;
    }
    availability.comeBack();
    boolean lost = epoch != null && !epoch.equals(lease.epoch());
    epoch = lease.epoch();
    if (lost) {
      node.counters.registryResets.increment();
      node.log.warn(LOG, "The presence registry has lost its memory: registering again");
      absenceBelievedFrom = node.scheduler.nanoTime() + ttl;
      node.comparison.reviewMembers();
    } else if (ranOut) {
      node.counters.leasesExpired.increment();
      node.log.warn(LOG, "The lease of this node had run out: registering again");
    } else if (wasAway) {
      LOG.info("Node {}: The presence registry is back", node.settings.nodeId());
    }
    if (lost || ranOut) {
      node.registerAllAgain();
    } else {
      node.registerAgain(lease.namesLost());
      if (wasAway) {
        node.registerDoubtful();
      }
    }
    if (wasAway) {
      expiringFrom = node.scheduler.nanoTime() + ttl;
      node.comparison.compareAll();
    }
    expire();
  }

  private void expire() {
    Long from = expiringFrom;
    boolean early = from != null && node.scheduler.nanoTime() - from < 0;
    if (expiring || early || stopped) {
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
            node.announceExpired(changes);
            if (!changes.isEmpty()) {
              // There may be more than one call takes out.
              expire();
            }
          }

          @Override
          public void failed(Throwable cause) {
            expiring = false;
            node.log.warn(LOG, "Cannot take out what has run out: {}", cause.toString());
          }

          @Override
          public void late(List<MembershipChange> changes) {
            node.announceExpired(changes);
          }
        });
  }
}
