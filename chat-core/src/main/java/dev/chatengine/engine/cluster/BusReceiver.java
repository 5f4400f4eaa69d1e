package dev.chatengine.engine.cluster;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.direct.DirectLogs;
import dev.chatengine.engine.direct.PrivateMessages;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.room.LocalRoom;
import dev.chatengine.engine.room.Rooms;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.telemetry.RedactedException;
import dev.chatengine.model.Address;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusCodec.UnreadableException;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.CloseCode;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives events of other nodes, and passes them to the lanes. A bounded number of bytes waits;
 * further events are dropped, and all rooms are compared instead.
 */
public final class BusReceiver implements Broadcaster.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(BusReceiver.class);
  private static final long MAX_WAITING_BYTES = 32 << 20;

  /** The bytes that an event counts beside its payload. */
  private static final long OVERHEAD = 500;

  private final NodeContext context;
  private final Sessions sessions;
  private final Lanes lanes;
  private final Rooms rooms;
  private final DirectLogs directLogs;
  private final PrivateMessages privateMessages;
  private final Bus bus;
  private final Reconciler reconciler;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean missed = new AtomicBoolean();

  public BusReceiver(
      NodeContext context,
      Sessions sessions,
      Lanes lanes,
      Rooms rooms,
      DirectLogs directLogs,
      PrivateMessages privateMessages,
      Bus bus,
      Reconciler reconciler) {
    this.context = context;
    this.sessions = sessions;
    this.lanes = lanes;
    this.rooms = rooms;
    this.directLogs = directLogs;
    this.privateMessages = privateMessages;
    this.bus = bus;
    this.reconciler = reconciler;
  }

  @Override
  public void received(Broadcaster.Envelope envelope) {
    try {
      receive(envelope);
    } catch (RuntimeException e) {
      // Later events are handled; the regular comparison finds what this one was about.
      context.log.error(LOG, "Cannot handle an event of another node", RedactedException.of(e));
    }
  }

  private void receive(Broadcaster.Envelope envelope) {
    long cost = envelope.payload().remaining() + OVERHEAD;
    Address address = envelope.address();
    BusEvent event;
    try {
      event = bus.codec().decode(address, envelope.payload());
    } catch (UnreadableException e) {
      context.log.warn(
          LOG, "Cannot read an event of another node: {}", String.valueOf(e.getMessage()));
      return;
    }
    context.counters.busReceived.increment();
    if (address instanceof Room room) {
      Lane lane = lanes.of(room);
      onLane(lane, cost, () -> receive(lane, room, event));
    } else if (event instanceof BusEvent.DirectStored stored
        && stored.message().conversation() instanceof Direct direct) {
      Lane lane = lanes.of(direct);
      onLane(lane, cost, () -> directLogs.received(lane, direct, stored.message()));
    } else {
      receive(event);
    }
  }

  private void onLane(Lane lane, long cost, Runnable task) {
    if (waitingBytes.addAndGet(cost) > MAX_WAITING_BYTES) {
      waitingBytes.addAndGet(-cost);
      context.counters.busDropped.increment();
      missed.set(true);
      return;
    }
    lane.execute(
        () -> {
          try {
            task.run();
          } finally {
            ended(cost);
          }
        });
  }

  private void ended(long cost) {
    if (waitingBytes.addAndGet(-cost) < MAX_WAITING_BYTES / 2
        && missed.compareAndSet(true, false)) {
      reconciler.compareAll();
    }
  }

  /** On the room's lane. */
  private void receive(Lane lane, Room room, BusEvent event) {
    LocalRoom local = rooms.find(lane, room);
    if (local == null) {
      return;
    }
    switch (event.kind()) {
      case MESSAGE_STORED -> local.log.feed.offer(((BusEvent.MessageStored) event).message());
      case CHECK_FOR_GAPS -> reconciler.compare(room);
      case MEMBERSHIP_CHANGED ->
          local.presence.change(((BusEvent.MembershipChanged) event).change());
      case TYPING -> {
        BusEvent.Typing typed = (BusEvent.Typing) event;
        local.typing(typed.member(), typed.isTyping());
      }
      case DIRECT_STORED, EPHEMERAL, DISCONNECT, TAKEN_OVER -> {
        // Not sent to rooms.
      }
    }
  }

  private void receive(BusEvent event) {
    if (event instanceof BusEvent.Ephemeral ephemeral) {
      privateMessages.receive(ephemeral);
    } else if (event instanceof BusEvent.Disconnect disconnect) {
      for (String id : disconnect.sessionIds()) {
        Session session = sessions.find(id);
        if (session != null) {
          session.outbound().close(CloseCode.REPLACED, disconnect.reason());
        }
      }
    } else if (event instanceof BusEvent.TakenOver taken) {
      sessions.closeTakenOver(taken);
    }
  }

  @Override
  public void mayHaveMissed(Set<Address> addresses) {
    context.counters.busReconnects.increment();
    if (addresses.isEmpty()) {
      bus.reconnected();
      reconciler.compareAll();
      return;
    }
    for (Address address : addresses) {
      if (address instanceof Room room) {
        reconciler.compare(room);
      }
    }
  }
}
