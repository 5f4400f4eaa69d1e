package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.client.UnavailableException;
import org.jspecify.annotations.Nullable;

/** Redis did not answer, or not in time, or it refused. */
public final class RedisUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Says what could not be done.
   *
   * @param message what, and where; without credentials
   */
  public RedisUnavailableException(String message) {
    super(message);
  }

  /**
   * Says what could not be done.
   *
   * @param message what, and where; without credentials
   * @param cause why; null if that is not known
   */
  public RedisUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What callers of the library get in place of an exception that they do not know. */
  static RedisUnavailableException of(UnavailableException e) {
    return new RedisUnavailableException(String.valueOf(e.getMessage()), e.getCause());
  }
}
