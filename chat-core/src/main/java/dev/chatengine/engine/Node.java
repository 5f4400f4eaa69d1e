package dev.chatengine.engine;

import dev.chatengine.engine.append.Publisher;
import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.cluster.BusReceiver;
import dev.chatengine.engine.cluster.Reconciler;
import dev.chatengine.engine.cluster.Recovery;
import dev.chatengine.engine.context.Health;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.context.Settings;
import dev.chatengine.engine.direct.DirectIndex;
import dev.chatengine.engine.direct.DirectLogs;
import dev.chatengine.engine.direct.PrivateMessages;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.plugin.Listeners;
import dev.chatengine.engine.plugin.Plugins;
import dev.chatengine.engine.registration.Reregistrations;
import dev.chatengine.engine.registration.SessionEnd;
import dev.chatengine.engine.registration.SessionRegistration;
import dev.chatengine.engine.request.Admissions;
import dev.chatengine.engine.request.Handshake;
import dev.chatengine.engine.request.HistoryRequests;
import dev.chatengine.engine.request.HostRequests;
import dev.chatengine.engine.request.MessageRequests;
import dev.chatengine.engine.request.NameRequests;
import dev.chatengine.engine.request.Requests;
import dev.chatengine.engine.request.RoomLookup;
import dev.chatengine.engine.request.RoomNames;
import dev.chatengine.engine.request.RoomRequests;
import dev.chatengine.engine.room.Joins;
import dev.chatengine.engine.room.MemberChanges;
import dev.chatengine.engine.room.Rooms;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.engine.telemetry.Recorders;
import dev.chatengine.engine.watch.Leases;
import dev.chatengine.engine.watch.StoreProbe;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One node of a chat: builds, starts and ends all its objects. Only the host's API calls it; no
 * class of the engine does.
 */
public final class Node {
  private final NodeContext context;
  private final Sessions sessions;
  private final Bus bus;
  private final Leases leases;
  private final Reconciler reconciler;
  private final StoreProbe storeProbe;
  private final BusReceiver busReceiver;
  private final Recovery recovery;
  private final Admissions admissions;
  private final HostRequests hostRequests;
  private final Shutdown shutdown;

  /** Builds a node, to be started by {@link #start}. */
  public Node(Settings settings, Plugins plugins, Scheduler scheduler) {
    context = new NodeContext(settings, plugins, scheduler);
    Guards guards = new Guards(plugins, scheduler, settings.pool(), context.counters, context.log);
    storeProbe = new StoreProbe(context);

    sessions = new Sessions(context.log);
    bus = new Bus(context);
    leases = new Leases(context);
    Lanes lanes = new Lanes(context);

    Rooms rooms = new Rooms(context, sessions, lanes, bus, leases, this::recheck);
    MemberChanges changes = new MemberChanges(context, lanes, rooms, bus);
    Joins joins = new Joins(context, lanes, rooms, changes);

    DirectIndex directs = new DirectIndex(context, sessions);
    DirectLogs directLogs = new DirectLogs(context, sessions, lanes, directs, bus, this::recheck);
    PrivateMessages privateMessages = new PrivateMessages(context, sessions, bus);

    Publisher publisher = new Publisher(context, guards, lanes, rooms, directLogs, bus);

    SessionEnd ends = new SessionEnd(context, sessions, lanes, rooms, changes, directLogs);
    SessionRegistration registration = new SessionRegistration(context, changes, ends);
    Reregistrations registrations = new Reregistrations(context, sessions, registration);

    reconciler = new Reconciler(context, lanes, rooms, directLogs, bus);
    recovery = new Recovery(registrations, reconciler, changes);
    busReceiver =
        new BusReceiver(
            context, sessions, lanes, rooms, directLogs, privateMessages, bus, reconciler);

    RoomNames roomNames = new RoomNames(settings.maxRoomNameLength());
    RoomLookup lookup = new RoomLookup(roomNames);
    Handshake handshake =
        new Handshake(
            context,
            guards,
            sessions,
            registration,
            lanes,
            directs,
            directLogs,
            joins,
            privateMessages,
            bus);
    Requests requests =
        new Requests(
            handshake,
            new NameRequests(context, sessions, registration, leases, lanes, rooms, changes),
            new RoomRequests(context, lookup, guards, lanes, rooms, joins, changes, bus),
            new MessageRequests(context, lookup, guards, publisher, privateMessages),
            new HistoryRequests(context, lookup, guards),
            registration,
            ends);
    admissions = new Admissions(context, sessions, handshake, requests);
    hostRequests = new HostRequests(context, roomNames, publisher, privateMessages);
    shutdown = new Shutdown(context, plugins, sessions, publisher, hostRequests, this::stopTimers);
  }

  private void recheck(Conversation conversation) {
    reconciler.compare(conversation);
  }

  /**
   * Begins to receive from the bus and takes the node's lease. If the bus or the registry is out of
   * reach, throws its exception and leaves nothing running.
   */
  public void start() {
    try {
      context.broadcaster.plugin().start(busReceiver);
      if (bus.isShared()) {
        context.broadcaster.plugin().subscribe(Set.of(new NodeAddress(context.settings.nodeId())));
      }
      leases.start(recovery);
      reconciler.start();
      storeProbe.start();
    } catch (RuntimeException e) {
      context.markClosed();
      stopTimers();
      throw e;
    }
  }

  private void stopTimers() {
    leases.stop();
    reconciler.stop();
    storeProbe.stop();
  }

  /** Ends the node; see {@link Shutdown#close}. */
  public CompletableFuture<Void> close(Duration timeout) {
    return shutdown.close(timeout);
  }

  /** Admits and connects clients. */
  public Admissions admissions() {
    return admissions;
  }

  /** Serves the host. */
  public HostRequests hostRequests() {
    return hostRequests;
  }

  /** Whether the plug-ins can be reached. */
  public Health health() {
    return context.health;
  }

  /** The host's listeners. */
  public Listeners listeners() {
    return context.listeners;
  }

  /** The node's counters. */
  public Counters counters() {
    return context.counters;
  }

  /** The host's recorders. */
  public Recorders recorders() {
    return context.recorders;
  }

  /** How many clients there are. */
  public int sessionCount() {
    return sessions.size();
  }

  /** How many bytes are queued for all clients. Looks at each. */
  public long pendingBytes() {
    return sessions.pendingBytes();
  }
}
