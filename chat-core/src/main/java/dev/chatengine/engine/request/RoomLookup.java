package dev.chatengine.engine.request;

import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.ProtocolError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the rooms that frames are about. Called on the session's executor. */
public final class RoomLookup {
  private final RoomNames names;

  public RoomLookup(RoomNames names) {
    this.names = names;
  }

  /**
   * The room of a name as clients write it.
   *
   * @return null after an error was sent because it is no name
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
   * Where a frame goes: to the room that it names, or to the only one in which the client is.
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

  /** Whether a frame that means the client's only room has none, which is no error. */
  static boolean isNowhere(Request request, @Nullable String asked) {
    Session session = request.session();
    return session.memberships().isEmpty() && (asked == null || !session.isExtended());
  }
}
