package dev.chatengine.protocol;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Why a request failed, as it is sent to the client.
 *
 * @param code the stable code
 * @param message a text for people; for errors of the base protocol exactly what its clients expect
 * @param retryAfterMillis how long to wait before trying again; 0 where waiting does not help
 */
public record ProtocolError(ErrorCode code, String message, long retryAfterMillis) {
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

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
          "It is not known whether the message was stored: the message store is unavailable");
  public static final ProtocolError TOKEN_REQUIRED =
      new ProtocolError(ErrorCode.UNAUTHORIZED, "Send hello with a token first");
  public static final ProtocolError HISTORY_UNAVAILABLE =
      new ProtocolError(
          ErrorCode.STORE_UNAVAILABLE, "The history of this conversation is unavailable");
  public static final ProtocolError MISSED_UNAVAILABLE =
      new ProtocolError(
          ErrorCode.STORE_UNAVAILABLE,
          "Missed private messages may be incomplete: the message store is unavailable");
  public static final ProtocolError MISSED_TOO_MANY =
      new ProtocolError(
          ErrorCode.OVERLOADED,
          "More private conversations may have missed messages than were sent: read their history");
  public static final ProtocolError HELD_TOO_MUCH =
      new ProtocolError(
          ErrorCode.OVERLOADED,
          "The user is away, and too many messages are waiting for them: try again later");
  public static final ProtocolError OVERLOADED =
      new ProtocolError(ErrorCode.OVERLOADED, "The server is overloaded: try again later");
  public static final ProtocolError INTERNAL =
      new ProtocolError(ErrorCode.INTERNAL, "The server failed to handle this request");
  public static final ProtocolError PRESENCE_UNAVAILABLE =
      new ProtocolError(
          ErrorCode.INTERNAL, "The presence registry is unavailable: try again later");
  public static final ProtocolError BUS_UNAVAILABLE =
      new ProtocolError(ErrorCode.INTERNAL, "The user's server cannot be reached: try again later");

  public ProtocolError(ErrorCode code, String message) {
    this(code, message, 0);
  }

  /** A field has a value that it must not have. */
  public static ProtocolError invalid(String what) {
    return new ProtocolError(ErrorCode.INVALID_FRAME, what);
  }

  /** The client is not the user that it claims to be, or may not connect. */
  public static ProtocolError unauthorized(String why) {
    return new ProtocolError(ErrorCode.UNAUTHORIZED, why);
  }

  /** This server cannot do what was asked. */
  public static ProtocolError unsupported(String what) {
    return new ProtocolError(ErrorCode.UNSUPPORTED, what);
  }

  /** Clients may not send frames of this type. */
  public static ProtocolError unknownType(String type) {
    return new ProtocolError(ErrorCode.UNKNOWN_TYPE, "Unknown message type: " + type);
  }

  /**
   * The client sent too many requests.
   *
   * @param wait how long to wait; rounded up to whole milliseconds, at least one
   */
  public static ProtocolError rateLimited(Duration wait) {
    long nanos = TimeUnit.NANOSECONDS.convert(wait);
    long partial = nanos % NANOS_PER_MILLI > 0 ? 1 : 0;
    long retryAfterMillis = Math.max(1, nanos / NANOS_PER_MILLI + partial);
    return new ProtocolError(
        ErrorCode.RATE_LIMITED,
        "Too many requests: try again in " + retryAfterMillis + " ms",
        retryAfterMillis);
  }

  /** The user is not allowed to do what was asked. */
  public static ProtocolError forbidden(String what) {
    return new ProtocolError(ErrorCode.FORBIDDEN, what);
  }
}
