package dev.chatengine.protocol;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A frame that a client sends. A field is null if it is missing or of a wrong type: the base
 * protocol makes no difference. Fields of the extensions count only after {@code hello}.
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

    /** Whether this type belongs to the extensions. */
    public boolean isExtension() {
      return extension;
    }

    /** The type on the wire. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Asks for a name. */
  record SetUsername(@Nullable String username) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.SET_USERNAME;
    }
  }

  /**
   * Joins a room.
   *
   * @param keep whether the client stays in its other rooms
   * @param since how far the client has read the room's log, or null
   */
  record JoinRoom(@Nullable String room, boolean keep, @Nullable Since since)
      implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.JOIN_ROOM;
    }
  }

  /** Leaves a room, or the only room that the client is in. */
  record LeaveRoom(@Nullable String room) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.LEAVE_ROOM;
    }
  }

  /** Sends a message to a room, or to the only room that the client is in. */
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

  /** Sends a message to one user. */
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

  /** Starts or stops typing in a room, or in the only room that the client is in. */
  record Typing(boolean isTyping, @Nullable String room) implements ClientFrame {
    @Override
    public Kind kind() {
      return Kind.TYPING;
    }
  }

  /** A frame that clients may not send, or no frame at all. The answer is the error. */
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
   * @param token a token for the authenticator, or null
   * @param resume the token of the session to resume, or null
   * @param rooms how far the client has read the logs of rooms, by name
   * @param direct how far the client has read its private logs, by the other user's id; null if it
   *     keeps no positions of them
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

  /** Renews the authentication. */
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
   * Requests messages: the newest, or those before or after a message.
   *
   * @param room the room's name, or null
   * @param with the other user's id for a private log, or null
   * @param before requests messages of smaller numbers, unless null
   * @param after requests messages of larger numbers, unless null
   * @param limit how many messages at most, or null for the server's default
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

  /** Asks the server for an answer, to check the connection. */
  record Ping() implements ClientFrame {
    static final Ping INSTANCE = new Ping();

    @Override
    public Kind kind() {
      return Kind.PING;
    }
  }
}
