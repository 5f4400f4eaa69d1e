package dev.chatengine.engine.room;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusEvent;
import java.util.List;

/** Announces joins and leaves to the rooms on all nodes. Safe for all threads. */
public final class MemberChanges {
  private final NodeContext context;
  private final Lanes lanes;
  private final Rooms rooms;
  private final Bus bus;

  public MemberChanges(NodeContext context, Lanes lanes, Rooms rooms, Bus bus) {
    this.context = context;
    this.lanes = lanes;
    this.rooms = rooms;
    this.bus = bus;
  }

  /** Announces changes of membership that sessions of this node made. */
  public void announceOwn(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Lane lane = lanes.of(change.room());
      lane.execute(() -> runPaced(lane, change.room(), () -> announceOwn(lane, change)));
    }
  }

  /**
   * Announces a change that a session of this node made, on the room's lane. Listeners are notified
   * also of the last member's leave.
   */
  public void announceOwn(Lane lane, MembershipChange change) {
    LocalRoom local = rooms.find(lane, change.room());
    if (local != null) {
      local.presence.ownChange(change);
    } else if (change.kind() == MembershipChange.Kind.LEFT) {
      context.listeners.left(change.room(), change.member());
    }
    bus.publish(change.room(), new BusEvent.MembershipChanged(change));
  }

  /** Announces changes by expired sessions of any node. */
  public void announceExpired(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Lane lane = lanes.of(change.room());
      lane.execute(() -> runPaced(lane, change.room(), () -> announceExpired(lane, change)));
    }
  }

  private void announceExpired(Lane lane, MembershipChange change) {
    LocalRoom local = rooms.find(lane, change.room());
    if (local != null) {
      local.presence.change(change);
    }
    bus.publish(change.room(), new BusEvent.MembershipChanged(change));
  }

  private void runPaced(Lane lane, Room room, Runnable announcement) {
    LocalRoom local = rooms.find(lane, room);
    if (local == null) {
      announcement.run();
    } else {
      local.runPaced(announcement);
    }
  }
}
