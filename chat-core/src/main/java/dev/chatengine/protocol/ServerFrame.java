package dev.chatengine.protocol;

import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the engine sends to clients; {@code ref} is that of the request that a frame answers. */
public sealed interface ServerFrame {
  /** Which frame it is, to switch over. */
  Kind kind();

  /** The kinds of frames that the engine sends. */
  enum Kind {
    CONNECTION,
    USERNAME_SET,
    ROOM_JOINED,
    ROOM_LEFT,
    MESSAGE_HISTORY,
    ROOM_USERS,
    USER_JOINED,
    USER_LEFT,
    MESSAGE_RECEIVED,
    MESSAGE_UPDATED,
    PRIVATE_MESSAGE,
    PRIVATE_MESSAGE_SENT,
    DIRECT_MESSAGE,
    TYPING_INDICATOR,
    ERROR,
    WELCOME,
    AUTHENTICATED,
    ACK,
    HISTORY_PAGE,
    PONG
  }

  /** The first frame of every connection. */
  record Connection(String clientId) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.CONNECTION;
    }
  }

  /** The name is the client's now. */
  record UsernameSet(String username, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.USERNAME_SET;
    }
  }

  /**
   * The client is in a room now, and is shown its log up to a place; or the log has started again
   * at a place.
   */
  record RoomJoined(Room room, Position position, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_JOINED;
    }
  }

  /** The client is in that room no more. */
  record RoomLeft(Room room, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_LEFT;
    }
  }

  /**
   * What was said before, oldest first.
   *
   * @param scope whose log it is
   * @param complete whether the oldest that were asked for are there; null if nothing was asked for
   * @param more whether another such frame follows
   */
  record MessageHistory(
      Scope scope,
      List<Message> messages,
      @Nullable Boolean complete,
      boolean more,
      @Nullable String ref)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.MESSAGE_HISTORY;
    }

    @Override
    public String toString() {
      return "MessageHistory[" + messages.size() + " messages]";
    }
  }

  /** Who is in the room, in the order in which they came. */
  record RoomUsers(Room room, Collection<Member> users, @Nullable String ref)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_USERS;
    }
  }

  /** Somebody came into the room. */
  record UserJoined(Room room, Member user) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.USER_JOINED;
    }
  }

  /** Somebody left the room. */
  record UserLeft(Room room, Member user) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.USER_LEFT;
    }
  }

  /** Somebody said something in the room. */
  record MessageReceived(Message message) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.MESSAGE_RECEIVED;
    }
  }

  /** A message as it is after a change. */
  record MessageUpdated(Scope scope, Message message) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.MESSAGE_UPDATED;
    }
  }

  /** Somebody said something to the client. */
  record PrivateReceived(PrivateMessage message) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.PRIVATE_MESSAGE;
    }
  }

  /** The client's copy of what it said to somebody. */
  record PrivateSent(PrivateMessage message, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.PRIVATE_MESSAGE_SENT;
    }
  }

  /**
   * A message of a private log, said by the client or to it.
   *
   * @param toUsername the name of whom it was said to, or null if it is not known here
   */
  record DirectMessage(Scope scope, Message message, @Nullable String toUsername)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.DIRECT_MESSAGE;
    }
  }

  /** Somebody in the room begins or stops to type. */
  record TypingIndicator(Room room, Member user, boolean isTyping) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.TYPING_INDICATOR;
    }
  }

  /**
   * A request of the client failed, or a part of it.
   *
   * @param scope the conversation in which it did, where a request is about several
   */
  record Failed(ProtocolError error, @Nullable Scope scope, @Nullable String ref)
      implements ServerFrame {
    public Failed(ProtocolError error, @Nullable String ref) {
      this(error, null, ref);
    }

    @Override
    public Kind kind() {
      return Kind.ERROR;
    }
  }

  /**
   * The client has opted in.
   *
   * @param userId by which others see it from now on
   * @param connectionId names this connection
   * @param resumeToken takes the session over from another connection
   * @param limits what the client has to keep to
   * @param expiry until when the client is authenticated, or null
   * @param resumed whether the session that it named goes on
   */
  record Welcome(
      String userId,
      String connectionId,
      String resumeToken,
      Limits limits,
      @Nullable Expiry expiry,
      boolean resumed,
      @Nullable String ref)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.WELCOME;
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
      return "Welcome[" + userId + ", " + connectionId + "]";
    }
  }

  /** What the authenticator has decided holds for longer. */
  record Authenticated(String userId, @Nullable Expiry expiry, @Nullable String ref)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.AUTHENTICATED;
    }
  }

  /** The store has the client's message; had it before, if it is a duplicate. */
  record Ack(Message message, boolean duplicate, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ACK;
    }
  }

  /** What the client asked to read, oldest first. */
  record HistoryPage(Scope scope, List<Message> messages, boolean hasMore, @Nullable String ref)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.HISTORY_PAGE;
    }

    @Override
    public String toString() {
      return "HistoryPage[" + messages.size() + " messages]";
    }
  }

  /** Somebody is there. */
  record Pong(@Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.PONG;
    }
  }
}
