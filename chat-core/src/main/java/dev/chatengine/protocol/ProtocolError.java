package dev.chatengine.protocol;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What was wrong with a request, as its sender is told.
 *
 * @param code the stable code
 * @param message the text; for the base protocol's errors word for word what its clients expect
 * @param retryAfterMillis how long to wait before trying again; 0 where waiting does not matter
 */
public record ProtocolError(ErrorCode code, String message, long retryAfterMillis) {
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  public static final ProtocolError INVALID_JSON =
      new ProtocolError(ErrorCode.INVALID_JSON, "Invalid JSON format");
  public static final ProtocolError USERNAME_REQUIRED =
      new ProtocolError(ErrorCode.USERNAME_REQUIRED, "Username is required");
  public static final ProtocolError USERNAME_TOO_SHORT =
      new ProtocolError(ErrorCode.USERNAME_TOO_SHORT, "Username must be at least 2 characters");
  public static final ProtocolError USERNAME_TAKEN =
      new ProtocolError(ErrorCode.USERNAME_TAKEN, "Username is already taken");
  public static final ProtocolError NO_USERNAME =
      new ProtocolError(ErrorCode.USERNAME_REQUIRED, "Please set a username first");
  public static final ProtocolError ROOM_REQUIRED =
      new ProtocolError(ErrorCode.ROOM_REQUIRED, "Room name is required");
  public static final ProtocolError NOT_IN_ROOM =
      new ProtocolError(ErrorCode.NOT_IN_ROOM, "Please join a room first");
  public static final ProtocolError CONTENT_REQUIRED =
      new ProtocolError(ErrorCode.CONTENT_REQUIRED, "Message content is required");
  public static final ProtocolError USER_NOT_FOUND =
      new ProtocolError(ErrorCode.USER_NOT_FOUND, "User not found");
  public static final ProtocolError STORE_UNAVAILABLE =
      new ProtocolError(
          ErrorCode.STORE_UNAVAILABLE,
          "The message may or may not have been kept: the message store is unavailable");
  public static final ProtocolError TOKEN_REQUIRED =
      new ProtocolError(ErrorCode.UNAUTHORIZED, "Say hello with a token first");
  public static final ProtocolError HISTORY_UNAVAILABLE =
      new ProtocolError(
          ErrorCode.STORE_UNAVAILABLE, "The history of this conversation is unavailable");
  public static final ProtocolError MISSED_UNAVAILABLE =
      new ProtocolError(
          ErrorCode.STORE_UNAVAILABLE,
          "Private messages that were missed may not be told of: the message store is unavailable");
  public static final ProtocolError MISSED_TOO_MANY =
      new ProtocolError(
          ErrorCode.OVERLOADED,
          "More private conversations may have new messages than are told of: read their history");
  public static final ProtocolError HELD_TOO_MUCH =
      new ProtocolError(
          ErrorCode.OVERLOADED,
          "That user is away, and no more can be held for it: try again later");
  public static final ProtocolError OVERLOADED =
      new ProtocolError(ErrorCode.OVERLOADED, "Too much is waiting: try again later");
  public static final ProtocolError INTERNAL =
      new ProtocolError(ErrorCode.INTERNAL, "The server failed to handle this");
  public static final ProtocolError PRESENCE_UNAVAILABLE =
      new ProtocolError(
          ErrorCode.INTERNAL, "The presence registry is unavailable: try again later");
  public static final ProtocolError BUS_UNAVAILABLE =
      new ProtocolError(ErrorCode.INTERNAL, "That user's node is out of reach: try again later");

  public ProtocolError(ErrorCode code, String message) {
    this(code, message, 0);
  }

  /** A field is not what it has to be. */
  public static ProtocolError invalid(String what) {
    return new ProtocolError(ErrorCode.INVALID_FRAME, what);
  }

  /** The client is not who it says, or may not come in. */
  public static ProtocolError unauthorized(String why) {
    return new ProtocolError(ErrorCode.UNAUTHORIZED, why);
  }

  /** What cannot be done here. */
  public static ProtocolError unsupported(String what) {
    return new ProtocolError(ErrorCode.UNSUPPORTED, what);
  }

  /** The type is none that a client may send. */
  public static ProtocolError unknownType(String type) {
    return new ProtocolError(ErrorCode.UNKNOWN_TYPE, "Unknown message type: " + type);
  }

  /**
   * The client was too fast.
   *
   * @param wait how long it has to wait; rounded up to whole milliseconds, 1 at least
   */
  public static ProtocolError rateLimited(Duration wait) {
    long nanos = TimeUnit.NANOSECONDS.convert(wait);
    long retryAfterMillis = Math.max(1, nanos / NANOS + (nanos % NANOS > 0 ? 1 : 0));
    return new ProtocolError(
        ErrorCode.RATE_LIMITED,
        "Too many requests: try again in " + retryAfterMillis + " ms",
        retryAfterMillis);
  }

  /** The user may not do that. */
  public static ProtocolError forbidden(String what) {
    return new ProtocolError(ErrorCode.FORBIDDEN, what);
  }
}
