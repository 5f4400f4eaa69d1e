package dev.chatengine.engine;

import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sequence to which some of the conversations belong, by the hash of their keys: what touches
 * their state runs here, one after the other, and takes no lock. The connections that a round of
 * tasks enqueued frames for are flushed once at its end.
 */
final class Lane extends Sequence {
  /** Beyond the messages of some seconds: so long an append may stay unanswered. */
  private static final int MAX_TOLD = 5_000;

  /** How many reads all lanes together make at once: enough for a store that is not near. */
  private static final int MAX_READS = 128;

  private final Node node;
  private final Map<Room, LocalRoom> rooms = new HashMap<>();
  private final List<LocalRoom> unflushed = new ArrayList<>();
  private final RecentIds told = new RecentIds(MAX_TOLD);
  private final AppendQueue appends;
  final HostPosts hostPosts;
  final Subscriptions subscriptions;

  /** What rooms have missed is read in turns, and so are their members. */
  final Turns messageReads;

  final Turns memberReads;

  /** Rooms that gather for the next comparison. */
  final Set<Room> toCompare = new HashSet<>();

  Lane(Node node) {
    super(node.scheduler);
    this.node = node;
    this.appends = new AppendQueue(this, node.store, node.storeCalls, node.counters, this::landed);
    this.hostPosts = new HostPosts(this, node.guards);
    int reads = Math.max(1, MAX_READS / node.settings.lanes());
    this.messageReads = new Turns(reads);
    this.memberReads = new Turns(reads);
    this.subscriptions = new Subscriptions(this, node, room -> node.comparison.compare(room));
  }

  /** The room, opened if it has no members here yet. */
  LocalRoom open(Room room) {
    LocalRoom local = rooms.get(room);
    if (local == null) {
      local = new LocalRoom(room, this, node);
      rooms.put(room, local);
      node.counters.openRooms.increment();
      local.open();
    }
    return local;
  }

  /** The room if it has members here. */
  @Nullable LocalRoom find(Room room) {
    return rooms.get(room);
  }

  /** The same, for one that is known to have. */
  LocalRoom room(Room room) {
    return Objects.requireNonNull(rooms.get(room));
  }

  /** The rooms that have members here. */
  Set<Room> rooms() {
    return Set.copyOf(rooms.keySet());
  }

  void forget(LocalRoom local) {
    if (rooms.remove(local.room, local)) {
      node.counters.openRooms.decrement();
    }
  }

  void append(Post post) {
    appends.append(post);
  }

  /** Whether no draft is on its way to the store. From any thread. */
  boolean isIdle() {
    return hostPosts.isIdle() && appends.isIdle();
  }

  void flushLater(LocalRoom local) {
    unflushed.add(local);
  }

  @Override
  void afterTasks() {
    try {
      for (int i = 0; i < unflushed.size(); i++) {
        unflushed.get(i).flush();
      }
    } finally {
      unflushed.clear();
    }
  }

  /**
   * Tells the listeners of a message, once: a feed may have read it from the store before its own
   * append is answered.
   */
  void tellListeners(Message message) {
    if (node.listeners.areAny() && told.add(message.id())) {
      node.listeners.message(message);
    }
  }

  private void landed(Message message, boolean duplicate) {
    LocalRoom local = message.conversation() instanceof Room room ? rooms.get(room) : null;
    if (local != null) {
      local.feed.offer(message);
    }
    // Unless the room's feed holds it for later. A duplicate was told by whoever stored it.
    if (!duplicate && (local == null || !local.feed.isHolding(message))) {
      tellListeners(message);
    }
    if (message.conversation() instanceof Room room) {
      // A duplicate too: whoever stored it may have died before it told anybody.
      node.bus.publish(room, new BusEvent.Said(message));
    }
  }
}
