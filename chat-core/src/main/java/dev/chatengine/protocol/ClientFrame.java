package dev.chatengine.protocol;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends. A field is null if it is missing or of another type than it should be: both
 * mean the same to the base protocol. Fields of the extensions count only after {@code hello}.
 */
public sealed interface ClientFrame {
  /** Which frame it is, to switch over. */
  Kind kind();

  /** The kinds of frames that a client may send. */
  enum Kind {
    SET_USERNAME(false),
    JOIN_ROOM(false),
    LEAVE_ROOM(false),
    CHAT_MESSAGE(false),
    PRIVATE_MESSAGE(false),
    TYPING(false),
    MALFORMED(false),
    HELLO(true),
    AUTHENTICATE(true),
    GET_HISTORY(true),
    PING(true);

    private final boolean extension;

    Kind(boolean extension) {
      this.extension = extension;
    }

    /** Whether the base protocol does not know this type. */
    public boolean isExtension() {
      return extension;
    }

    /** The type as it is sent, of a frame of the extensions. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Takes a name. */
  record SetUsername(@Nullable String username) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.SET_USERNAME;
    }
  }

  /**
   * Goes into a room.
   *
   * @param keep whether the client stays in the rooms in which it is
   * @param since what it has of the room's log, or null
   */
  record JoinRoom(@Nullable String room, boolean keep, @Nullable Since since)
      implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.JOIN_ROOM;
    }
  }

  /** Leaves a room, or the one that the client is in. */
  record LeaveRoom(@Nullable String room) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.LEAVE_ROOM;
    }
  }

  /** Says something in a room, or in the one that the client is in. */
  record ChatMessage(@Nullable String content, @Nullable String room, MessageExtras extras)
      implements ClientFrame {
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
  record PrivateMessage(@Nullable String targetId, @Nullable String content, MessageExtras extras)
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

  /** Begins or stops to type in a room, or in the one that the client is in. */
  record Typing(boolean isTyping, @Nullable String room) implements ClientFrame {
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

  /**
   * Opts in to the extensions.
   *
   * @param version of the extensions; 0 if it is missing
   * @param token what the authenticator is to check, or null
   * @param resume the token of the session to go on with, or null
   * @param rooms how far the client has read the logs of rooms, by name
   * @param direct how far the client has read its private logs, by the other user's id; null if it
   *     keeps no places of them
   */
  record Hello(
      long version,
      @Nullable String token,
      @Nullable String resume,
      Map<String, Since> rooms,
      @Nullable Map<String, Since> direct)
      implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.HELLO;
    }

    /** Leaves the tokens out. */
    @Override
    public String toString() {
      return "Hello[" + version + "]";
    }
  }

  /** Renews what the authenticator has decided. */
  record Authenticate(@Nullable String token) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.AUTHENTICATE;
    }

    @Override
    public String toString() {
      return "Authenticate[]";
    }
  }

  /**
   * Reads what was said: the newest, or what came before or after a message.
   *
   * @param room the room's name, or null
   * @param with the other user's id for a private log, or null
   * @param before messages of smaller numbers are wanted, or null
   * @param after messages of larger numbers are wanted, or null
   * @param limit how many at most, or null for as many as the server thinks fit
   */
  record GetHistory(
      @Nullable String room,
      @Nullable String with,
      @Nullable Long before,
      @Nullable Long after,
      @Nullable Long limit)
      implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.GET_HISTORY;
    }
  }

  /** Asks whether anybody is there. */
  record Ping() implements ClientFrame {
    static final Ping INSTANCE = new Ping();

    @Override
    public Kind kind() {
      return Kind.PING;
    }
  }
}
