package dev.chatengine.bus.redis.client;

import org.jspecify.annotations.Nullable;

/**
 * Redis refused, or did not answer in time. The exported package replaces this exception by its
 * own.
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnavailableException(String message) {
    this(message, null);
  }

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The text of an exception of the client, on one line. */
  public static String reason(Throwable e) {
    String message = e.getMessage();
    Throwable cause = e.getCause();
    String text = message == null ? e.getClass().getSimpleName() : message;
    return cause == null || cause.getMessage() == null || text.contains(cause.getMessage())
        ? text
        : text + " (" + cause.getMessage() + ")";
  }
}
