package dev.chatengine.protocol;

import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import java.util.Collection;
import java.util.List;

/** What the engine sends to clients. */
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
    PRIVATE_MESSAGE,
    PRIVATE_MESSAGE_SENT,
    TYPING_INDICATOR,
    ERROR
  }

  /** The first frame of every connection. */
  record Connection(String clientId) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.CONNECTION;
    }
  }

  /** The name is the client's now. */
  record UsernameSet(String username) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.USERNAME_SET;
    }
  }

  /** The client is in a room now. */
  record RoomJoined(String room) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_JOINED;
    }
  }

  /** The client is in that room no more. */
  record RoomLeft(String room) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_LEFT;
    }
  }

  /** What was said before, oldest first. */
  record MessageHistory(List<Message> messages) implements ServerFrame {
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
  record RoomUsers(Collection<Member> users) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ROOM_USERS;
    }
  }

  /** Somebody came into the room. */
  record UserJoined(Member user) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.USER_JOINED;
    }
  }

  /** Somebody left the room. */
  record UserLeft(Member user) implements ServerFrame {
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

  /** Somebody said something to the client. */
  record PrivateReceived(PrivateMessage message) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.PRIVATE_MESSAGE;
    }
  }

  /** The client's copy of what it said to somebody. */
  record PrivateSent(PrivateMessage message) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.PRIVATE_MESSAGE_SENT;
    }
  }

  /** Somebody in the room begins or stops to type. */
  record TypingIndicator(Member user, boolean isTyping) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.TYPING_INDICATOR;
    }
  }

  /** A request of the client failed. */
  record Failed(ProtocolError error) implements ServerFrame {
    @Override
    public Kind kind() {
      return Kind.ERROR;
    }
  }
}
