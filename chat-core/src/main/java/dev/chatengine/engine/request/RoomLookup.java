package dev.chatengine.engine.request;

import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.ProtocolError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the rooms that frames name. Called on the session's executor. */
public final class RoomLookup {
  private final RoomNames names;

  public RoomLookup(RoomNames names) {
    this.names = names;
  }

  /**
   * The room of a name that a client has sent.
   *
   * @return null after an error was sent because the name is not valid
   */
  @Nullable Room room(Request request, @Nullable String asked) {
    if (asked == null || asked.isEmpty()) {
      request.fail(ProtocolError.ROOM_REQUIRED);
      return null;
    }
    int maxLength = names.maxLength();
    if (request.session().isExtended() && RoomNames.normal(asked).length() > maxLength) {
      request.fail(
          ProtocolError.invalid("A room's name must be at most " + maxLength + " characters"));
      return null;
    }
    String name = names.cut(asked);
    if (name.isEmpty()) {
      request.fail(ProtocolError.ROOM_REQUIRED);
      return null;
    }
    return new Room(name);
  }

  /**
   * The membership for a frame: in the room that it names, or in the client's only room.
   *
   * @return null after an error was sent because there is none
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

  /** Whether a frame names no room and the client is in none, which is not an error. */
  static boolean isNowhere(Request request, @Nullable String asked) {
    Session session = request.session();
    return session.memberships().isEmpty() && (asked == null || !session.isExtended());
  }
}
