package dev.chatengine.engine;

import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sequence to which some of the conversations belong, by the hash of their keys: what touches
 * their state runs here, one after the other, and takes no lock. The connections that a round of
 * tasks enqueued frames for are flushed once at its end.
 */
final class Lane extends Sequence {
  private final Node node;
  private final Map<Room, LocalRoom> rooms = new HashMap<>();
  private final List<LocalRoom> unflushed = new ArrayList<>();
  private final AppendQueue appends;

  Lane(Node node) {
    super(node.scheduler);
    this.node = node;
    this.appends = new AppendQueue(this, node.store, node.storeCalls, node.counters, this::landed);
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

  boolean hasAppends() {
    return !appends.isIdle();
  }

  void flushLater(LocalRoom local) {
    unflushed.add(local);
  }

  @Override
  void afterTasks() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).flush();
    }
    unflushed.clear();
  }

  private void landed(Message message) {
    LocalRoom local = message.conversation() instanceof Room room ? rooms.get(room) : null;
    if (local != null) {
      local.feed.offer(message);
    } else {
      node.listeners.message(message);
    }
  }
}
