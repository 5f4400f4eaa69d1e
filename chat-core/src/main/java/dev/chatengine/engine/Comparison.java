package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what this node believes of its rooms with what the store and the registry say, in one
 * call of each for many rooms: whenever something may have been missed, and every now and then, so
 * that a last message and a leave are found too of which no sign has come. The regular comparison
 * is not needed where the plug-ins never wait and no other node changes anything.
 *
 * <p>Safe for all threads.
 */
final class Comparison {
  private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

  /** How often heads are compared; members are as often as a lease lives. */
  private static final Duration BETWEEN_HEADS = Duration.ofSeconds(30);

  /** How long rooms gather that are to be compared. */
  private static final Duration GATHERING = Duration.ofMillis(10);

  private final Node node;
  private final RepeatingTimer timer;
  private long headsComparedAt;

  Comparison(Node node) {
    this.node = node;
    timer = new RepeatingTimer(node.scheduler, node.settings.lease(), this::compareRegularly);
  }

  void start() {
    headsComparedAt = node.scheduler.nanoTime();
    if (node.bus.isShared() || !node.presenceCalls.neverWaits() || !node.storeCalls.neverWaits()) {
      timer.scheduleNext();
    }
  }

  void stop() {
    timer.stop();
  }

  private void compareRegularly() {
    long now = node.scheduler.nanoTime();
    boolean heads = now - headsComparedAt >= BETWEEN_HEADS.toNanos();
    if (heads) {
      headsComparedAt = now;
    }
    for (Lane lane : node.lanes.all()) {
      lane.execute(
          () -> {
            compareMembers(lane, lane.rooms());
            if (heads) {
              compareHeads(lane, lane.followed());
            }
          });
    }
    if (heads) {
      node.directs.compare();
    }
    timer.scheduleNext();
  }

  /** Something may have been missed, wherever. */
  void compareAll() {
    for (Lane lane : node.lanes.all()) {
      lane.execute(
          () -> {
            compareMembers(lane, lane.rooms());
            compareHeads(lane, lane.followed());
          });
    }
    node.directs.compare();
  }

  /** Something may have been missed; what is asked soon after goes with it. */
  void compare(Conversation conversation) {
    Lane lane = node.lanes.of(conversation);
    lane.execute(
        () -> {
          if (lane.follower(conversation) == null) {
            return;
          }
          if (lane.toCompare.isEmpty()) {
            node.scheduler.schedule(GATHERING, () -> lane.execute(() -> compareGathered(lane)));
          }
          lane.toCompare.add(conversation);
        });
  }

  private void compareGathered(Lane lane) {
    Set<Conversation> conversations = Sets.copyInOrder(lane.toCompare);
    lane.toCompare.clear();
    Set<Room> rooms = new HashSet<>(lane.rooms());
    rooms.retainAll(conversations);
    compareMembers(lane, rooms);
    compareHeads(lane, conversations);
  }

  /** Reads the members of all rooms again, whatever their versions. */
  void reviewMembers() {
    for (Lane lane : node.lanes.all()) {
      lane.execute(() -> lane.rooms().forEach(room -> lane.room(room).reviewMembers()));
    }
  }

  private void compareMembers(Lane lane, Set<Room> rooms) {
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
            node.log.warn(
                LOG, "Cannot compare the members of {} rooms: {}", rooms.size(), cause.toString());
          }
        });
  }

  private void compareHeads(Lane lane, Set<Conversation> conversations) {
    Map<Conversation, Position> places = new HashMap<>();
    for (Conversation conversation : conversations) {
      LogFollower log = lane.follower(conversation);
      if (log != null && log.feed.isStarted()) {
        places.put(conversation, log.feed.place());
      }
    }
    if (places.isEmpty()) {
      return;
    }
    Set<Conversation> started = Sets.copyInOrder(places.keySet());
    node.storeCalls.call(
        lane,
        () -> node.store.heads(started),
        new Answer<Map<Conversation, Head>>() {
          @Override
          public void done(Map<Conversation, Head> heads) {
            places.forEach(
                (conversation, asked) -> {
                  LogFollower log = lane.follower(conversation);
                  if (log != null) {
                    log.compareHead(asked, heads.getOrDefault(conversation, Head.EMPTY));
                  }
                });
          }

          @Override
          public void failed(Throwable cause) {
            node.log.warn(
                LOG,
                "Cannot compare the heads of {} conversations: {}",
                places.size(),
                cause.toString());
          }
        });
  }
}
