package dev.chatengine.engine.cluster;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.context.Sets;
import dev.chatengine.engine.direct.DirectLogs;
import dev.chatengine.engine.direct.LocalDirect;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.log.LogFollower;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.room.LocalRoom;
import dev.chatengine.engine.room.Rooms;
import dev.chatengine.engine.task.RepeatingTimer;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Head;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares this node's rooms with the store and the registry, in one call of each for many rooms:
 * whenever events may have been missed, and regularly, so that a lost event is found even if no
 * other event follows it. Without other nodes, and with plug-ins that never wait, there is no
 * regular comparison.
 *
 * <p>Safe for all threads.
 */
public final class Reconciler {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /** How often heads are compared; members are compared once per {@link Settings#lease}. */
  private static final Duration BETWEEN_HEADS = Duration.ofSeconds(30);

  /** How long conversations gather before a comparison. */
  private static final Duration GATHERING = Duration.ofMillis(10);

  private final NodeContext context;
  private final Lanes lanes;
  private final Rooms rooms;
  private final DirectLogs directLogs;
  private final Bus bus;

  /** The conversations of each lane that gather for the next comparison. */
  private final List<Set<Conversation>> gathered;

  private final RepeatingTimer timer;
  private long headsComparedAt;

  public Reconciler(NodeContext context, Lanes lanes, Rooms rooms, DirectLogs directLogs, Bus bus) {
    this.context = context;
    this.lanes = lanes;
    this.rooms = rooms;
    this.directLogs = directLogs;
    this.bus = bus;
    gathered =
        lanes.all().stream().map(lane -> (Set<Conversation>) new HashSet<Conversation>()).toList();
    timer = new RepeatingTimer(context.scheduler, context.settings.lease(), this::compareRegularly);
  }

  public void start() {
    headsComparedAt = context.scheduler.nanoTime();
    if (bus.isShared() || !context.presence.neverWaits() || !context.store.neverWaits()) {
      timer.scheduleNext();
    }
  }

  public void stop() {
    timer.stop();
  }

  private void compareRegularly() {
    long now = context.scheduler.nanoTime();
    boolean heads = now - headsComparedAt >= BETWEEN_HEADS.toNanos();
    if (heads) {
      headsComparedAt = now;
    }
    for (Lane lane : lanes.all()) {
      lane.execute(
          () -> {
            compareMembers(lane, rooms.openIn(lane));
            if (heads) {
              compareHeads(lane, followed(lane));
            }
          });
    }
    if (heads) {
      directLogs.compare();
    }
    timer.scheduleNext();
  }

  /** Events of any conversation may have been missed. */
  void compareAll() {
    for (Lane lane : lanes.all()) {
      lane.execute(
          () -> {
            compareMembers(lane, rooms.openIn(lane));
            compareHeads(lane, followed(lane));
          });
    }
    directLogs.compare();
  }

  /** Events of a conversation may have been missed; requests that follow soon share the calls. */
  public void compare(Conversation conversation) {
    Lane lane = lanes.of(conversation);
    lane.execute(
        () -> {
          if (follower(lane, conversation) == null) {
            return;
          }
          Set<Conversation> waiting = gathered.get(lane.index);
          if (waiting.isEmpty()) {
            context.scheduler.schedule(GATHERING, () -> lane.execute(() -> compareGathered(lane)));
          }
          waiting.add(conversation);
        });
  }

  private void compareGathered(Lane lane) {
    Set<Conversation> waiting = gathered.get(lane.index);
    Set<Conversation> conversations = Sets.copyInOrder(waiting);
    waiting.clear();
    Set<Room> open = new HashSet<>(rooms.openIn(lane));
    open.retainAll(conversations);
    compareMembers(lane, open);
    compareHeads(lane, conversations);
  }

  /** Reads the members of all rooms again, whatever their versions. */
  void reviewMembers() {
    for (Lane lane : lanes.all()) {
      lane.execute(() -> reviewMembers(lane));
    }
  }

  private void reviewMembers(Lane lane) {
    for (Room room : rooms.openIn(lane)) {
      LocalRoom local = rooms.find(lane, room);
      if (local != null) {
        local.presence.reviewMembers();
      }
    }
  }

  /** The follower of a conversation on this node, or null. */
  private @Nullable LogFollower follower(Lane lane, Conversation conversation) {
    if (conversation instanceof Room room) {
      LocalRoom local = rooms.find(lane, room);
      return local == null ? null : local.log;
    }
    LocalDirect local =
        conversation instanceof Direct direct ? directLogs.find(lane, direct) : null;
    return local == null ? null : local.log;
  }

  /** All conversations of a lane that are followed. */
  private Set<Conversation> followed(Lane lane) {
    Set<Conversation> all = new HashSet<>(rooms.openIn(lane));
    all.addAll(directLogs.openIn(lane));
    return all;
  }

  private void compareMembers(Lane lane, Set<Room> compared) {
    if (compared.isEmpty()) {
      return;
    }
    context.presence.call(
        lane,
        registry -> registry.versions(compared),
        new Callback<Map<Room, Long>>() {
          @Override
          public void onSuccess(Map<Room, Long> versions) {
            versions.forEach(
                (room, version) -> {
                  LocalRoom local = rooms.find(lane, room);
                  if (local != null) {
                    local.presence.compareMembers(version);
                  }
                });
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG,
                "Cannot compare the members of {} rooms: {}",
                compared.size(),
                cause.toString());
          }
        });
  }

  private void compareHeads(Lane lane, Set<Conversation> conversations) {
    Map<Conversation, Position> positions = new HashMap<>();
    for (Conversation conversation : conversations) {
      LogFollower log = follower(lane, conversation);
      if (log != null && log.feed.isStarted()) {
        positions.put(conversation, log.feed.position());
      }
    }
    if (positions.isEmpty()) {
      return;
    }
    Set<Conversation> started = Sets.copyInOrder(positions.keySet());
    context.store.call(
        lane,
        store -> store.heads(started),
        new Callback<Map<Conversation, Head>>() {
          @Override
          public void onSuccess(Map<Conversation, Head> heads) {
            positions.forEach(
                (conversation, asked) -> {
                  LogFollower log = follower(lane, conversation);
                  if (log != null) {
                    log.compareHead(asked, heads.getOrDefault(conversation, Head.EMPTY));
                  }
                });
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG,
                "Cannot compare the heads of {} conversations: {}",
                positions.size(),
                cause.toString());
          }
        });
  }
}
