package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sequence to which some of the conversations belong, by the hash of their keys: what touches
 * their state runs here, one after the other, and takes no lock. The connections that a round of
 * tasks enqueued frames for are flushed once at its end.
 */
final class Lane extends Sequence {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** More private logs than that are not followed at once; the oldest are given up. */
  private static final int MAX_DIRECTS = 10_000;

  /** Beyond the messages of some seconds: so long an append may stay unanswered. */
  private static final int MAX_TOLD = 5_000;

  /** How many reads all lanes together make at once: enough for a store that is not near. */
  private static final int MAX_READS = 128;

  private final Node node;
  private final Map<Room, LocalRoom> rooms = new HashMap<>();
  private final Map<Direct, LocalDirect> directs = new LinkedHashMap<>();
  private final List<LocalRoom> unflushed = new ArrayList<>();
  private final RecentIds told = new RecentIds(MAX_TOLD);
  private final AppendQueue appends;
  final HostPosts hostPosts;
  final Subscriptions subscriptions;

  /** What conversations have missed is read in turns, and so are the members of rooms. */
  final Turns messageReads;

  final Turns memberReads;

  /** Who comes into a large room or goes: everybody there is told, and who comes gets the list. */
  final HeavyTasks largeRooms = new HeavyTasks(this);

  /** Conversations that gather for the next comparison. */
  final Set<Conversation> toCompare = new HashSet<>();

  Lane(Node node) {
    super(node.scheduler);
    this.node = node;
    this.appends = new AppendQueue(this, node, this::landed);
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
    return Sets.copyInOrder(rooms.keySet());
  }

  void forget(LocalRoom local) {
    if (rooms.remove(local.room, local)) {
      node.counters.openRooms.decrement();
    }
  }

  // ---- private logs

  /**
   * A private log, followed from now on if one of the two is connected here.
   *
   * @param hint a message of it of which was heard, or null
   * @return null if none of the two is connected here
   */
  @Nullable LocalDirect open(Direct direct, @Nullable Message hint) {
    LocalDirect local = directs.get(direct);
    if (local != null || !node.directs.isHere(direct)) {
      return local;
    }
    if (directs.size() >= MAX_DIRECTS) {
      close(directs.values().iterator().next());
    }
    local = new LocalDirect(direct, this, node);
    directs.put(direct, local);
    Position place = node.directs.opened(direct);
    if (place == null && hint != null) {
      place = new Position(hint.epoch(), hint.seq() - 1, 0);
    }
    if (place != null) {
      local.start(place);
    }
    return local;
  }

  @Nullable LocalDirect find(Direct direct) {
    return directs.get(direct);
  }

  /** Ceases to follow a private log if none of the two is connected here any more. */
  void closeUnused(Direct direct) {
    LocalDirect local = directs.get(direct);
    if (local != null && !node.directs.isHere(direct)) {
      close(local);
    }
  }

  private void close(LocalDirect local) {
    directs.remove(local.direct);
    Feed feed = local.log.feed;
    node.directs.closed(local.direct, feed.isStarted() ? feed.place() : null);
  }

  /** A message of a private log that was stored, here or elsewhere. */
  void heard(Direct direct, Message message) {
    LocalDirect local = open(direct, message);
    if (local != null) {
      local.log.feed.offer(message);
    }
  }

  /** What follows a conversation here, if anything does. */
  @Nullable LogFollower follower(Conversation conversation) {
    if (conversation instanceof Room room) {
      LocalRoom local = rooms.get(room);
      return local == null ? null : local.log;
    }
    LocalDirect local = directs.get(conversation);
    return local == null ? null : local.log;
  }

  /** All conversations that are followed here. */
  Set<Conversation> followed() {
    Set<Conversation> all = new HashSet<>(rooms.keySet());
    all.addAll(directs.keySet());
    return all;
  }

  // ---- messages

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
  void failed(Throwable cause) {
    node.log.error(LOG, "A task of a lane failed", cause);
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
      local.log.feed.offer(message);
    }
    // Unless the room's feed holds it for later. A duplicate was told by whoever stored it.
    if (!duplicate && (local == null || !local.log.feed.isHolding(message))) {
      tellListeners(message);
    }
    if (message.conversation() instanceof Direct direct) {
      heard(direct, message);
      node.directs.hint(this, message);
    } else if (message.conversation() instanceof Room room) {
      // A duplicate too: whoever stored it may have died before it told anybody.
      node.bus.publish(room, new BusEvent.MessageStored(message));
    }
  }
}
