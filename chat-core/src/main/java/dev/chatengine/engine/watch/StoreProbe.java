package dev.chatengine.engine.watch;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Availability;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.task.RepeatingTimer;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the store regularly, so that the engine's health is right even while no messages are sent.
 *
 * <p>When several calls in a row had no answer in time, and a probe has none either, the store is
 * set away: until a probe is answered, no other calls are made. One slow call is not enough, nor is
 * a store that answers with errors at once. Safe for all threads.
 */
public final class StoreProbe {
  private static final Logger LOG = LoggerFactory.getLogger(StoreProbe.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** After how many calls in a row without an answer a probe decides. */
  private static final int SUSPECT_FAILURES = 3;

  /** The room in which the probe looks for a message that does not exist. */
  private static final Room ROOM = new Room("health");

  private final NodeContext context;
  private final Availability availability;
  private final SerialExecutor executor;
  private final RepeatingTimer timer;
  private boolean probing;

  public StoreProbe(NodeContext context) {
    this.context = context;
    this.availability = context.health.store;
    executor = new SerialExecutor(context.scheduler);
    timer = new RepeatingTimer(context.scheduler, INTERVAL, () -> executor.execute(this::probe));
  }

  public void start() {
    if (!context.store.neverWaits()) {
      availability.watch(() -> executor.execute(this::probeIfSuspect));
      timer.scheduleNext();
    }
  }

  public void stop() {
    timer.stop();
  }

  private void probeIfSuspect() {
    if (isSuspect() && !availability.isAway()) {
      probe();
    }
  }

  private boolean isSuspect() {
    return availability.slowFailures() >= SUSPECT_FAILURES;
  }

  private void probe() {
    if (probing || context.isClosed()) {
      return;
    }
    probing = true;
    long start = context.scheduler.nanoTime();
    context.store.callAnyway(
        executor,
        store -> store.find(ROOM, "health"),
        new Callback<Optional<Message>>() {
          @Override
          public void onSuccess(Optional<Message> nothing) {
            probing = false;
            if (availability.isAway()) {
              LOG.info("Node {}: The message store is back", context.settings.nodeId());
            }
            availability.markBack();
            timer.scheduleNext();
          }

          @Override
          public void onFailure(Throwable cause) {
            probing = false;
            // The failed call was counted already.
            boolean slow =
                cause instanceof RejectedExecutionException
                    || Availability.isSlow(cause, context.scheduler.nanoTime() - start);
            if (slow && isSuspect() && !availability.isAway()) {
              context.log.warn(
                  LOG,
                  "The message store is unavailable, rejecting requests until it is back: {}",
                  cause.toString());
              availability.markAway(cause);
            }
            timer.scheduleNext(availability.isAway() ? NodeContext.RETRY : INTERVAL);
          }
        });
  }
}
