package dev.chatengine.engine;

import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import java.time.Duration;
import java.util.Optional;

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
  private final RepeatingTimer timer;

  StoreProbe(Node node) {
    this.node = node;
    sequence = new Sequence(node.scheduler);
    timer = new RepeatingTimer(node.scheduler, INTERVAL, () -> sequence.execute(this::probe));
  }

  void start() {
    if (!node.storeCalls.neverWaits()) {
      timer.scheduleNext();
    }
  }

  void stop() {
    timer.stop();
  }

  private void probe() {
    node.storeCalls.call(
        sequence,
        () -> node.store.find(ROOM, "health"),
        new Answer<Optional<Message>>() {
          @Override
          public void done(Optional<Message> nothing) {
            timer.scheduleNext();
          }

          @Override
          public void failed(Throwable cause) {
            // Who makes the call notes that.
            timer.scheduleNext();
          }
        });
  }
}
