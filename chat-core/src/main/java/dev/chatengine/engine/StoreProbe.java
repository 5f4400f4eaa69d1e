package dev.chatengine.engine;

import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store that may be away now and then whether it is there, so that the engine's health is
 * true also while nobody says anything. Safe for all threads.
 */
final class StoreProbe {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Where a message is looked for that nobody has sent: that there is none is an answer too. */
  private static final Room ROOM = new Room("health");

  private final Node node;
  private final Sequence sequence;
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile boolean stopped;

  StoreProbe(Node node) {
    this.node = node;
    sequence = new Sequence(node.scheduler);
  }

  void start() {
    if (!node.storeCalls.neverWaits()) {
      scheduleNext();
    }
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
      timer = node.scheduler.schedule(INTERVAL, () -> sequence.execute(this::probe));
    }
  }

  private void probe() {
    node.storeCalls.call(
        sequence,
        () -> node.store.find(ROOM, "health"),
        new Answer<Optional<Message>>() {
          @Override
          public void done(Optional<Message> nothing) {
            scheduleNext();
          }

          @Override
          public void failed(Throwable cause) {
            // Who makes the call notes that.
            scheduleNext();
          }
        });
  }
}
