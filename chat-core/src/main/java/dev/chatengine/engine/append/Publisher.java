package dev.chatengine.engine.append;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.direct.DirectLogs;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.room.LocalRoom;
import dev.chatengine.engine.room.Rooms;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ProtocolError;
import java.util.List;

/**
 * Stores drafts, delivers the messages to members on this node, and publishes them to other nodes.
 * Safe for all threads.
 */
public final class Publisher {
  private final NodeContext context;
  private final Lanes lanes;
  private final Rooms rooms;
  private final DirectLogs directLogs;
  private final Bus bus;
  private final List<Shard> shards;

  /** The queues of one lane. */
  private record Shard(AppendQueue appends, HostPosts hostPosts) {}

  public Publisher(
      NodeContext context,
      Guards guards,
      Lanes lanes,
      Rooms rooms,
      DirectLogs directLogs,
      Bus bus) {
    this.context = context;
    this.lanes = lanes;
    this.rooms = rooms;
    this.directLogs = directLogs;
    this.bus = bus;
    this.shards = lanes.all().stream().map(lane -> shard(lane, guards)).toList();
  }

  private Shard shard(Lane lane, Guards guards) {
    AppendQueue appends =
        new AppendQueue(lane, context, (message, duplicate) -> onStored(lane, message, duplicate));
    return new Shard(appends, new HostPosts(lane, guards, appends));
  }

  /** Stores a client's draft, which the guards have allowed; the outcome comes on its lane. */
  public void publish(Draft draft, SendCallback outcome) {
    Lane lane = lanes.of(draft.conversation());
    lane.execute(() -> shards.get(lane.index).appends.append(new PendingMessage(draft, outcome)));
  }

  /** Stores a draft of the host if the interceptors allow it. */
  public void publishForHost(Draft draft, SendCallback outcome) {
    Lane lane = lanes.of(draft.conversation());
    lane.execute(
        () -> {
          if (context.isClosing()) {
            outcome.onFailed(ProtocolError.OVERLOADED);
          } else {
            shards.get(lane.index).hostPosts.add(new PendingMessage(draft, outcome));
          }
        });
  }

  /** Whether no draft is on its way to the store. */
  public boolean isIdle() {
    return shards.stream().allMatch(shard -> shard.hostPosts.isIdle() && shard.appends.isIdle());
  }

  private void onStored(Lane lane, Message message, boolean duplicate) {
    if (message.conversation() instanceof Room room) {
      storedInRoom(lane, room, message, duplicate);
    } else if (message.conversation() instanceof Direct direct) {
      if (!duplicate) {
        lane.notifyListeners(message);
      }
      directLogs.received(lane, direct, message);
      directLogs.hint(lane, message);
    }
  }

  private void storedInRoom(Lane lane, Room room, Message message, boolean duplicate) {
    LocalRoom local = rooms.find(lane, room);
    if (local != null) {
      local.log.feed.offer(message);
    }
    // A message that the feed holds is notified later; the node that stored a duplicate has
    // notified its listeners.
    if (!duplicate && (local == null || !local.log.feed.isHolding(message))) {
      lane.notifyListeners(message);
    }
    // A duplicate, too: the node that stored it may have died before it published it.
    bus.publish(room, new BusEvent.MessageStored(message));
  }
}
