package dev.chatengine.protocol;

import java.util.Locale;

/** The stable codes of the {@code error} frame. The name in lower case is the code on the wire. */
public enum ErrorCode {
  INVALID_JSON,
  INVALID_FRAME,
  UNKNOWN_TYPE,
  USERNAME_REQUIRED,
  USERNAME_TOO_SHORT,
  USERNAME_TAKEN,
  ROOM_REQUIRED,
  NOT_IN_ROOM,
  CONTENT_REQUIRED,
  CONTENT_TOO_LONG,
  USER_NOT_FOUND,
  UNAUTHORIZED,
  FORBIDDEN,
  RATE_LIMITED,
  STORE_UNAVAILABLE,
  OVERLOADED,
  UNSUPPORTED,
  INTERNAL;

  private final String wireName = name().toLowerCase(Locale.ROOT);

  /** The code as it is sent. */
  public String wireName() {
    return wireName;
  }
}
