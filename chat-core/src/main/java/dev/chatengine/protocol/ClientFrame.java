package dev.chatengine.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What a client sends. A field is null if it is missing or of another type than it should be: both
 * mean the same to the base protocol.
 */
public sealed interface ClientFrame {
  /** Which frame it is, to switch over. */
  Kind kind();

  /** The kinds of frames that a client may send. */
  enum Kind {
    SET_USERNAME,
    JOIN_ROOM,
    LEAVE_ROOM,
    CHAT_MESSAGE,
    PRIVATE_MESSAGE,
    TYPING,
    MALFORMED
  }

  /** Takes a name. */
  record SetUsername(@Nullable String username) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.SET_USERNAME;
    }
  }

  /** Goes into a room. */
  record JoinRoom(@Nullable String room) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.JOIN_ROOM;
    }
  }

  /** Leaves the room. */
  record LeaveRoom() implements ClientFrame {
    static final LeaveRoom INSTANCE = new LeaveRoom();

    @Override
    public Kind kind() {
      return Kind.LEAVE_ROOM;
    }
  }

  /** Says something in the room. */
  record ChatMessage(@Nullable String content) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.CHAT_MESSAGE;
    }

    @Override
    public String toString() {
      return "ChatMessage[]";
    }
  }

  /** Says something to one user. */
  record PrivateMessage(@Nullable String targetId, @Nullable String content)
      implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.PRIVATE_MESSAGE;
    }

    @Override
    public String toString() {
      return "PrivateMessage[" + targetId + "]";
    }
  }

  /** Begins or stops to type. */
  record Typing(boolean isTyping) implements ClientFrame {
    static final Typing STARTED = new Typing(true);
    static final Typing STOPPED = new Typing(false);

    @Override
    public Kind kind() {
      return Kind.TYPING;
    }
  }

  /** Something that is no frame a client may send; it is answered with the error in its turn. */
  record Malformed(ProtocolError error) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.MALFORMED;
    }
  }
}
