package dev.chatengine.protocol;

import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame that the engine sends to clients. {@code ref} is the reference of the request that it
 * answers, or null.
 */
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

  /** The client has this name now. */
  record UsernameSet(String username, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.USERNAME_SET;
    }
  }

  /**
   * The client is in a room now, and has got its log up to a position; or the log was restarted at
   * a position.
   */
  record RoomJoined(Room room, Position position, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_JOINED;
    }
  }

  /** The client has left a room. */
  record RoomLeft(Room room, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_LEFT;
    }
  }

  /**
   * Messages of the history, oldest first.
   *
   * @param scope the conversation
   * @param complete whether all requested messages are there, from the oldest; null if the client
   *     requested none
   * @param more whether another frame of this history follows
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

  /** The members of a room, in the order in which they joined. */
  record RoomUsers(Room room, Collection<Member> users, @Nullable String ref)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_USERS;
    }
  }

  /** A user joined the room. */
  record UserJoined(Room room, Member user) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.USER_JOINED;
    }
  }

  /** A user left the room. */
  record UserLeft(Room room, Member user) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.USER_LEFT;
    }
  }

  /** A message of the room. */
  record MessageReceived(Message message) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.MESSAGE_RECEIVED;
    }
  }

  /** A message in its state after an amendment. */
  record MessageUpdated(Scope scope, Message message) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.MESSAGE_UPDATED;
    }
  }

  /** A private message to the client, which is not stored. */
  record PrivateReceived(PrivateMessage message) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.PRIVATE_MESSAGE;
    }
  }

  /** The copy of a private message for the client that sent it. */
  record PrivateSent(PrivateMessage message, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.PRIVATE_MESSAGE_SENT;
    }
  }

  /**
   * A message of a private log, from the client's user or to it.
   *
   * @param toUsername the name of the receiver, or null if this node does not know it
   */
  record DirectMessage(Scope scope, Message message, @Nullable String toUsername)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.DIRECT_MESSAGE;
    }
  }

  /** A member started or stopped typing. */
  record TypingIndicator(Room room, Member user, boolean isTyping) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.TYPING_INDICATOR;
    }
  }

  /**
   * A request of the client failed, or a part of it.
   *
   * @param scope the conversation for which it failed, if a request is about several; otherwise
   *     null
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
   * The client has opted in to the extensions.
   *
   * @param userId the id of the client's user
   * @param connectionId the id of this connection
   * @param resumeToken the token to resume the session on another connection
   * @param limits the limits for the client
   * @param expiry until when the client is authenticated, or null
   * @param resumed whether the session that the client wanted to resume continues
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

  /** The client's authentication was renewed. */
  record Authenticated(String userId, @Nullable Expiry expiry, @Nullable String ref)
      implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.AUTHENTICATED;
    }
  }

  /** The client's message is stored; if it is a duplicate, it was stored before. */
  record Ack(Message message, boolean duplicate, @Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ACK;
    }
  }

  /** The messages that the client requested, oldest first. */
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

  /** The answer to a ping. */
  record Pong(@Nullable String ref) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.PONG;
    }
  }
}
