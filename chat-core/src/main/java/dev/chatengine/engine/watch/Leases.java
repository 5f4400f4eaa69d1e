package dev.chatengine.engine.watch;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Availability;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.plugin.PluginCalls;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.PresenceRegistry.Lease;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews this node's lease, and removes expired sessions of any node. By these calls it also
 * notices that the registry is away, is back, or has lost its data, and then has the sessions
 * registered again.
 */
public final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  /** How many tasks may wait; further rooms have to wait for the regular comparison. */
  private static final int MAX_WAITING = 1_000;

  private final NodeContext context;
  private final SerialExecutor executor;
  private final PluginCalls<PresenceRegistry> calls;
  private final Availability availability;
  private volatile @Nullable Listener listener;
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile boolean stopped;
  private boolean renewing;
  private boolean expiring;

  /**
   * When expiry begins again; before that time, other nodes may be coming back, as this one did.
   */
  private @Nullable Long expiringFrom;

  private long lastTry;

  /** When the last renewal began that was answered: the lease is certainly alive from then on. */
  private long renewedAt;

  private volatile @Nullable String epoch;

  /** The tasks that wait for the next renewal. */
  private final List<Consumer<@Nullable String>> waitingForNext = new ArrayList<>();

  /** The tasks that wait for the renewal under way. */
  private final List<Consumer<@Nullable String>> waitingForThis = new ArrayList<>();

  /** When unregistered users are certainly gone; before, their nodes may still register them. */
  private volatile @Nullable Long absenceCertainFrom;

  /** Acts on the results of renewals and expiry. Called on the leases' own executor. */
  public interface Listener {
    /** The registry has lost its data, or this node's lease had expired. */
    void registrationsLost(boolean registryReset);

    /** The lease is alive. These sessions have lost their names to older holders. */
    void renewed(Set<String> namesLost, boolean wasAway);

    /** The registry can be reached again. */
    void reachable();

    /** The changes by expired sessions of any node. */
    void expired(List<MembershipChange> changes);
  }

  public Leases(NodeContext context) {
    this.context = context;
    this.availability = context.health.presence;
    // A separate pool, so that clients' calls of a slow registry do not delay the renewal.
    this.calls =
        new PluginCalls<>(
            context.presence.plugin(),
            context.scheduler,
            "chat-lease",
            context.presence.neverWaits(),
            new PluginCalls.PoolSettings(1, 4, context.settings.leaseRenewal()),
            new Availability(context.scheduler));
    this.executor = new SerialExecutor(context.scheduler);
    availability.watch(() -> executor.execute(this::renewSoon));
  }

  /** Takes the lease on the caller's thread, which gets the exception if that fails. */
  public void start(Listener target) {
    listener = target;
    renewedAt = context.scheduler.nanoTime();
    epoch =
        context
            .presence
            .plugin()
            .renew(context.settings.nodeId(), context.settings.lease())
            .epoch();
    scheduleNext(context.settings.leaseRenewal());
  }

  private Listener listener() {
    return Objects.requireNonNull(listener, "not started");
  }

  public void stop() {
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
   * How much time other nodes still have to register their users, after the registry has lost its
   * data. From any thread.
   */
  public Duration untilAbsenceIsCertain() {
    Long from = absenceCertainFrom;
    long nanos = from == null ? 0 : from - context.scheduler.nanoTime();
    return nanos <= 0 ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  /**
   * Runs a task once it is certain that users that are not registered now are gone. The task is
   * dropped if the registry has lost its data, even if this node has not noticed that yet, or if
   * the registry cannot be reached. From any thread.
   */
  public void ifAbsenceIsCertain(Runnable task) {
    // The registry's last answers may be of a later epoch than this, but not of an earlier one.
    String known = epoch;
    if (untilAbsenceIsCertain().isZero()) {
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
  public void afterRenewal(Consumer<@Nullable String> task) {
    executor.execute(
        () -> {
          if (stopped || waitingForNext.size() + waitingForThis.size() >= MAX_WAITING) {
            task.accept(null);
            return;
          }
          waitingForNext.add(task);
          if (!renewing) {
            renew();
          }
        });
  }

  /** Runs the tasks that wait for the renewal that has ended. */
  private void runWaiting(@Nullable String answered) {
    List<Consumer<@Nullable String>> tasks = List.copyOf(waitingForThis);
    waitingForThis.clear();
    tasks.forEach(task -> task.accept(answered));
    if (!waitingForNext.isEmpty() && !availability.isAway()) {
      renew();
    }
  }

  private void scheduleNext(Duration delay) {
    cancelTimer();
    if (!stopped) {
      timer = context.scheduler.schedule(delay, () -> executor.execute(this::renewOnTime));
    }
  }

  private void renewOnTime() {
    context.log.writeDue();
    renew();
  }

  /** A call has failed: a renewal shows whether the registry is away. */
  private void renewSoon() {
    boolean lately = context.scheduler.nanoTime() - lastTry < NodeContext.RETRY.toNanos();
    if (!renewing && !lately && !stopped && !availability.isAway()) {
      renew();
    }
  }

  private void renew() {
    if (stopped) {
      return;
    }
    // The next renewal is due in any case.
    scheduleNext(context.settings.leaseRenewal());
    long now = context.scheduler.nanoTime();
    lastTry = now;
    renewing = true;
    waitingForThis.addAll(waitingForNext);
    waitingForNext.clear();
    calls.call(
        executor,
        registry -> registry.renew(context.settings.nodeId(), context.settings.lease()),
        new Callback<Lease>() {
          @Override
          public void onSuccess(Lease lease) {
            renewing = false;
            renewed(lease, now);
            runWaiting(lease.epoch());
          }

          @Override
          public void onFailure(Throwable cause) {
            renewing = false;
            if (stopped) {
              return;
            }
            if (!availability.isAway()) {
              context.log.warn(
                  LOG,
                  "The presence registry is unavailable, using what this node knows: {}",
                  cause.toString());
            }
            availability.markAway(cause);
            runWaiting(null);
            scheduleNext(
                Collections.min(List.of(NodeContext.RETRY, context.settings.leaseRenewal())));
          }

          @Override
          public void onLateSuccess(Lease lease) {
            renewed(lease, now);
          }
        });
  }

  private void renewed(Lease lease, long sentAt) {
    boolean wasAway = availability.isAway();
    // The answer that it had expired may have been lost, so the time is compared, too.
    long ttl = context.settings.lease().toNanos();
    boolean ranOut = lease.fresh() || context.scheduler.nanoTime() - renewedAt >= ttl;
    if (sentAt - renewedAt > 0) {
      renewedAt = sentAt;
    }
    availability.markBack();
    boolean lost = epoch != null && !epoch.equals(lease.epoch());
    epoch = lease.epoch();
    if (lost) {
      context.counters.registryResets.increment();
      context.log.warn(LOG, "The presence registry has lost its memory: registering again");
      absenceCertainFrom = context.scheduler.nanoTime() + ttl;
    } else if (ranOut) {
      context.counters.leasesExpired.increment();
      context.log.warn(LOG, "The lease of this node expired: registering again");
    } else if (wasAway) {
      LOG.info("Node {}: The presence registry is back", context.settings.nodeId());
    }
    if (lost || ranOut) {
      listener().registrationsLost(lost);
    } else {
      listener().renewed(lease.namesLost(), wasAway);
    }
    if (wasAway) {
      expiringFrom = context.scheduler.nanoTime() + ttl;
      listener().reachable();
    }
    expire();
  }

  private void expire() {
    Long from = expiringFrom;
    boolean early = from != null && context.scheduler.nanoTime() - from < 0;
    if (expiring || early || stopped) {
      return;
    }
    expiring = true;
    context.presence.call(
        executor,
        registry -> registry.expire(MessageStore.MAX_LIMIT),
        new Callback<List<MembershipChange>>() {
          @Override
          public void onSuccess(List<MembershipChange> changes) {
            expiring = false;
            listener().expired(changes);
            if (!changes.isEmpty()) {
              // There may be more than one call removes.
              expire();
            }
          }

          @Override
          public void onFailure(Throwable cause) {
            expiring = false;
            context.log.warn(LOG, "Expiry sweep failed: {}", cause.toString());
          }

          @Override
          public void onLateSuccess(List<MembershipChange> changes) {
            listener().expired(changes);
          }
        });
  }
}
