package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares, every now and then, what this node believes of its rooms with what the store and the
 * registry say, in one call of each for all rooms of a lane: so a last message and a leave are
 * found too of which no sign has come. Not needed where the plug-in never waits, for such a one
 * neither fails nor is changed by others.
 */
final class Comparison {
  private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);
  private static final Duration PERIOD = Duration.ofSeconds(10);

  /** Heads are compared every so many periods. */
  private static final int PERIODS_BETWEEN_HEADS = 3;

  private final Node node;
  private volatile Scheduler.@Nullable Cancellable timer;
  private volatile boolean stopped;
  private int periods;

  Comparison(Node node) {
    this.node = node;
  }

  void start() {
    if (!node.presenceCalls.neverWaits() || !node.storeCalls.neverWaits()) {
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
      timer = node.scheduler.schedule(PERIOD, this::compare);
    }
  }

  private void compare() {
    boolean heads = ++periods % PERIODS_BETWEEN_HEADS == 0 && !node.storeCalls.neverWaits();
    for (Lane lane : node.lanes.all()) {
      lane.execute(
          () -> {
            if (!node.presenceCalls.neverWaits()) {
              compareMembers(lane);
            }
            if (heads) {
              compareHeads(lane);
            }
          });
    }
    scheduleNext();
  }

  private void compareMembers(Lane lane) {
    Set<Room> rooms = lane.rooms();
    if (rooms.isEmpty()) {
      return;
    }
    node.presenceCalls.call(
        lane,
        () -> node.presence.versions(rooms),
        new Answer<Map<Room, Long>>() {
          @Override
          public void done(Map<Room, Long> versions) {
            versions.forEach(
                (room, version) -> {
                  LocalRoom local = lane.find(room);
                  if (local != null) {
                    local.compareMembers(version);
                  }
                });
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot compare the members of {} rooms", rooms.size(), cause);
          }
        });
  }

  private void compareHeads(Lane lane) {
    Set<Conversation> rooms = Set.copyOf(lane.rooms());
    if (rooms.isEmpty()) {
      return;
    }
    node.storeCalls.call(
        lane,
        () -> node.store.heads(rooms),
        new Answer<Map<Conversation, Head>>() {
          @Override
          public void done(Map<Conversation, Head> heads) {
            heads.forEach(
                (conversation, head) -> {
                  LocalRoom local = conversation instanceof Room room ? lane.find(room) : null;
                  if (local != null) {
                    local.compareHead(head);
                  }
                });
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot compare the heads of {} rooms", rooms.size(), cause);
          }
        });
  }
}
