package dev.chatengine.engine.room;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.bus.Subscriptions;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.context.Sets;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.watch.Leases;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Room;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rooms that have members on this node. Every method is called on the given lane. */
public final class Rooms {
  private final NodeContext context;
  private final Sessions sessions;
  private final Bus bus;
  private final Leases leases;
  private final Consumer<Conversation> recheck;
  private final List<Shard> shards;

  /** The rooms and subscriptions of one lane. */
  private record Shard(Map<Room, LocalRoom> open, Subscriptions subscriptions) {}

  /**
   * @param recheck compares a conversation with the store and the registry again
   */
  public Rooms(
      NodeContext context,
      Sessions sessions,
      Lanes lanes,
      Bus bus,
      Leases leases,
      Consumer<Conversation> recheck) {
    this.context = context;
    this.sessions = sessions;
    this.bus = bus;
    this.leases = leases;
    this.recheck = recheck;
    this.shards =
        lanes.all().stream()
            .map(
                lane ->
                    new Shard(
                        new HashMap<>(), new Subscriptions(lane, context, bus, recheck::accept)))
            .toList();
  }

  private Shard shard(Lane lane) {
    return shards.get(lane.index);
  }

  /** The room, opened if it has no members here yet. */
  LocalRoom open(Lane lane, Room room) {
    Shard shard = shard(lane);
    LocalRoom local = shard.open.get(room);
    if (local == null) {
      RoomPresence presence = new RoomPresence(room, lane, context, sessions, leases);
      local =
          new LocalRoom(
              room,
              lane,
              context,
              bus,
              shard.subscriptions,
              presence,
              recheck,
              () -> forget(shard, room));
      shard.open.put(room, local);
      context.counters.openRooms.increment();
      local.open();
    }
    return local;
  }

  private void forget(Shard shard, Room room) {
    if (shard.open.remove(room) != null) {
      context.counters.openRooms.decrement();
    }
  }

  /** The room if it has members here. */
  public @Nullable LocalRoom find(Lane lane, Room room) {
    return shard(lane).open.get(room);
  }

  /** The room of a member: it is open as long as it has members. */
  public LocalRoom require(Lane lane, Room room) {
    return Objects.requireNonNull(find(lane, room), "a member's room is open");
  }

  /** The rooms of a lane that have members here. */
  public Set<Room> openIn(Lane lane) {
    return Sets.copyInOrder(shard(lane).open.keySet());
  }
}
