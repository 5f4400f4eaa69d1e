package dev.chatengine.engine;

import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Authorizer.Permission;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Coming into rooms, being there, and leaving. Called on the session's sequence. */
final class RoomRequests {
  private final Node node;

  RoomRequests(Node node) {
    this.node = node;
  }

  // ---- which room

  /**
   * The room of a name as clients write it.
   *
   * @return null after the client was told that it is no name
   */
  @Nullable Room room(Request request, @Nullable String asked) {
    if (asked == null || asked.isEmpty()) {
      request.fail(ProtocolError.ROOM_REQUIRED);
      return null;
    }
    int maxLength = node.settings.maxRoomNameLength();
    if (request.session().isExtended() && RoomNames.normal(asked).length() > maxLength) {
      request.fail(
          ProtocolError.invalid("A room's name must be at most " + maxLength + " characters"));
      return null;
    }
    String name = node.roomNames.cut(asked);
    if (name.isEmpty()) {
      request.fail(ProtocolError.ROOM_REQUIRED);
      return null;
    }
    return new Room(name);
  }

  /**
   * Where a frame goes: to the room that it names, or to the only one in which the client is.
   *
   * @return null after the client was told that there is none
   */
  @Nullable Membership membership(Request request, @Nullable String asked) {
    Session session = request.session();
    if (asked != null && session.isExtended()) {
      Room room = room(request, asked);
      Membership membership = room == null ? null : session.membership(room);
      if (room != null && membership == null) {
        request.fail(
            new ProtocolError(ErrorCode.NOT_IN_ROOM, "You are not in the room " + room.name()));
      }
      return membership;
    }
    List<Membership> memberships = session.memberships();
    if (memberships.isEmpty()) {
      request.fail(ProtocolError.NOT_IN_ROOM);
      return null;
    }
    if (memberships.size() > 1) {
      request.fail(
          new ProtocolError(
              ErrorCode.ROOM_REQUIRED, "You are in several rooms: say which one you mean"));
      return null;
    }
    return memberships.get(0);
  }

  /** Whether a frame that means the client's only room has none, which is no error. */
  private static boolean isNowhere(Request request, @Nullable String asked) {
    Session session = request.session();
    return session.memberships().isEmpty() && (asked == null || !session.isExtended());
  }

  // ---- joining

  void join(Request request, ClientFrame.JoinRoom frame) {
    Session session = request.session();
    if (session.user().name() == null) {
      refuseJoin(request, ProtocolError.NO_USERNAME);
      return;
    }
    Room room = room(request, frame.room());
    if (room == null) {
      node.counters.joinsRefused.increment();
      return;
    }
    boolean keep = frame.keep() && session.isExtended();
    if (keep
        && session.membership(room) == null
        && session.memberships().size() >= node.settings.maxRooms()) {
      refuseJoin(
          request,
          new ProtocolError(
              ErrorCode.OVERLOADED,
              "You are in " + node.settings.maxRooms() + " rooms, and may be in no more"));
      return;
    }
    session.busy();
    node.guards.authorize(
        session,
        session.user(),
        Permission.JOIN,
        room,
        error -> {
          if (error != null) {
            refuseJoin(request, error);
            session.resume();
          } else {
            session.whenPostsEnded(
                () -> makeRoom(request, room, keep, () -> enter(request, frame, room)));
          }
        });
  }

  private void refuseJoin(Request request, ProtocolError error) {
    node.counters.joinsRefused.increment();
    request.fail(error);
  }

  /** Takes the client out of where it is to be no more before it enters a room. */
  private void makeRoom(Request request, Room room, boolean keep, Runnable then) {
    if (!keep) {
      leaveAll(request, then);
      return;
    }
    // A client that joins a room again begins to follow it anew; no other member notices.
    Session session = request.session();
    Membership membership = session.membership(room);
    if (membership == null) {
      then.run();
    } else {
      exit(session, membership, lane -> session.execute(then));
    }
  }

  private void enter(Request request, ClientFrame.JoinRoom frame, Room room) {
    Session session = request.session();
    Lane lane = node.lanes.of(room);
    Join join =
        Join.joining(node, lane, request, room, session.isExtended() ? frame.since() : null);
    lane.execute(
        () ->
            join.start(
                membership ->
                    session.execute(
                        () -> {
                          session.memberships().add(membership);
                          session.resume();
                        })));
  }

  // ---- leaving

  void leave(Request request, ClientFrame.LeaveRoom frame) {
    Session session = request.session();
    if (isNowhere(request, frame.room())) {
      return;
    }
    Membership membership = membership(request, frame.room());
    if (membership != null) {
      session.busy();
      session.whenPostsEnded(() -> leave(request, membership, session::resume));
    }
  }

  /** Takes a busy session out of all its rooms, one after the other, and goes on. */
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
    Room room = membership.room.room;
    exit(
        session,
        membership,
        lane ->
            membership.room.inTurn(
                () ->
                    node.departures.leave(
                        lane,
                        session,
                        room,
                        () -> {
                          // Not before the registry knows: a client that loses its connection now
                          // must not come back into a room that it was told it has left.
                          session.reply(new ServerFrame.RoomLeft(room, request.ref()));
                          session.execute(next);
                        })));
  }

  /** Ends a membership here; the registry is not told. */
  private void exit(Session session, Membership membership, Consumer<Lane> exited) {
    session.memberships().remove(membership);
    Lane lane = node.lanes.of(membership.room.room);
    lane.execute(
        () -> {
          membership.room.exit(membership);
          exited.accept(lane);
        });
  }

  // ---- typing

  void typing(Request request, ClientFrame.Typing frame) {
    Session session = request.session();
    if (isNowhere(request, frame.room())) {
      return;
    }
    Membership membership = membership(request, frame.room());
    if (membership == null) {
      return;
    }
    Member member = session.member();
    LocalRoom local = membership.room;
    // Not before one's own messages: they end one's typing, and are still on their way to the
    // store.
    session.busy();
    session.whenPostsEnded(
        () -> {
          node.lanes.of(local.room).execute(() -> local.typing(member, frame.isTyping()));
          node.bus.publishIfRoom(local.room, new BusEvent.Typing(member, frame.isTyping()));
          session.resume();
        });
  }
}
