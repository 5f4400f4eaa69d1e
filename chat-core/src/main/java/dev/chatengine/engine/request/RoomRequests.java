package dev.chatengine.engine.request;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.room.Joins;
import dev.chatengine.engine.room.LocalRoom;
import dev.chatengine.engine.room.MemberChanges;
import dev.chatengine.engine.room.Rooms;
import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.RegistryWrite;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Authorizer.Permission;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joining rooms, leaving them, and typing. Called on the session's executor. */
public final class RoomRequests {
  private static final Logger LOG = LoggerFactory.getLogger(RoomRequests.class);

  private final NodeContext context;
  private final RoomLookup lookup;
  private final Guards guards;
  private final Lanes lanes;
  private final Rooms rooms;
  private final Joins joins;
  private final MemberChanges changes;
  private final Bus bus;

  public RoomRequests(
      NodeContext context,
      RoomLookup lookup,
      Guards guards,
      Lanes lanes,
      Rooms rooms,
      Joins joins,
      MemberChanges changes,
      Bus bus) {
    this.context = context;
    this.lookup = lookup;
    this.guards = guards;
    this.lanes = lanes;
    this.rooms = rooms;
    this.joins = joins;
    this.changes = changes;
    this.bus = bus;
  }

  // ---- joining

  public void join(Request request, ClientFrame.JoinRoom frame) {
    Session session = request.session();
    if (session.user().name() == null) {
      refuseJoin(request, ProtocolError.NO_USERNAME);
      return;
    }
    Room room = lookup.room(request, frame.room());
    if (room == null) {
      context.counters.joinsRefused.increment();
      return;
    }
    boolean keep = frame.keep() && session.isExtended();
    if (keep
        && session.membership(room) == null
        && session.memberships().size() >= context.settings.maxRooms()) {
      refuseJoin(
          request,
          new ProtocolError(
              ErrorCode.OVERLOADED,
              "You are in " + context.settings.maxRooms() + " rooms, and may be in no more"));
      return;
    }
    session.busy();
    guards.authorize(
        session,
        session.user(),
        Permission.JOIN,
        room,
        error -> {
          if (error != null) {
            refuseJoin(request, error);
            session.resume();
          } else {
            session.inFlight.whenNone(
                () -> makeRoom(request, room, keep, () -> startJoin(request, frame, room)));
          }
        });
  }

  private void refuseJoin(Request request, ProtocolError error) {
    context.counters.joinsRefused.increment();
    request.fail(error);
  }

  /** Ends the memberships that the client must not keep when it joins a room. */
  private void makeRoom(Request request, Room room, boolean keep, Runnable then) {
    if (!keep) {
      leaveAll(request, then);
      return;
    }
    // A client that joins its room again gets its history again; no other member notices.
    Session session = request.session();
    Membership membership = session.membership(room);
    if (membership == null) {
      then.run();
    } else {
      endMembership(session, membership, local -> session.execute(then));
    }
  }

  private void startJoin(Request request, ClientFrame.JoinRoom frame, Room room) {
    Session session = request.session();
    joins.join(request, room, session.isExtended() ? frame.since() : null, session::resume);
  }

  // ---- leaving

  public void leave(Request request, ClientFrame.LeaveRoom frame) {
    Session session = request.session();
    if (RoomLookup.isNowhere(request, frame.room())) {
      return;
    }
    Membership membership = lookup.membership(request, frame.room());
    if (membership != null) {
      session.busy();
      session.inFlight.whenNone(() -> leave(request, membership, session::resume));
    }
  }

  /** Removes a busy session from all its rooms, one after the other. */
  private void leaveAll(Request request, Runnable next) {
    List<Membership> memberships = request.session().memberships();
    if (memberships.isEmpty()) {
      next.run();
    } else {
      leave(request, memberships.get(0), () -> leaveAll(request, next));
    }
  }

  private void leave(Request request, Membership membership, Runnable next) {
    Session session = request.session();
    endMembership(
        session,
        membership,
        local ->
            local.runPaced(
                () ->
                    unregister(
                        session,
                        membership.room,
                        () -> {
                          // After the registry: a client that loses its connection now must not be
                          // in the room again when it resumes.
                          session.reply(new ServerFrame.RoomLeft(membership.room, request.ref()));
                          session.execute(next);
                        })));
  }

  /** Ends a membership on this node, but not in the registry. */
  private void endMembership(Session session, Membership membership, Consumer<LocalRoom> ended) {
    session.memberships().remove(membership);
    Lane lane = lanes.of(membership.room);
    lane.execute(
        () -> {
          LocalRoom local = rooms.require(lane, membership.room);
          local.removeMember(membership);
          ended.accept(local);
        });
  }

  /**
   * Removes a busy session from a room in the registry, on the room's lane. If the registry is out
   * of reach, the session leaves nevertheless, and registers again later.
   *
   * @param tried is run on the lane afterwards, in any case
   */
  private void unregister(Session session, Room room, Runnable tried) {
    Lane lane = lanes.of(room);
    context.presence.call(
        lane,
        registry -> registry.leave(session.id(), room),
        new RegistryWrite<Optional<MembershipChange>>(session) {
          @Override
          public void onSuccess(Optional<MembershipChange> change) {
            changed(change);
            tried.run();
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG, "Cannot remove session {} from {}: {}", session.id(), room, cause.toString());
            LocalRoom local = rooms.find(lane, room);
            if (local != null) {
              local.presence.assumeLeft(session.member());
            }
            session.execute(session::markStale);
            tried.run();
          }

          @Override
          protected void changed(Optional<MembershipChange> change) {
            change.ifPresent(left -> changes.announceOwn(lane, left));
          }
        });
  }

  // ---- typing

  public void typing(Request request, ClientFrame.Typing frame) {
    Session session = request.session();
    if (RoomLookup.isNowhere(request, frame.room())) {
      return;
    }
    Membership membership = lookup.membership(request, frame.room());
    if (membership == null) {
      return;
    }
    Member member = session.member();
    Room room = membership.room;
    Lane lane = lanes.of(room);
    // After the client's own messages, which end its typing and may still be on their way.
    session.busy();
    session.inFlight.whenNone(
        () -> {
          lane.execute(
              () -> {
                LocalRoom local = rooms.find(lane, room);
                if (local != null) {
                  local.typing(member, frame.isTyping());
                }
              });
          bus.publishDroppable(room, new BusEvent.Typing(member, frame.isTyping()));
          session.resume();
        });
  }
}
