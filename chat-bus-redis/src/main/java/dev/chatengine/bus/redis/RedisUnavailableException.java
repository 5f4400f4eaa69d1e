package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.client.UnavailableException;
import org.jspecify.annotations.Nullable;

/** Redis refused, or did not answer in time. */
public final class RedisUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * An exception without a cause.
   *
   * @param message what failed, and where; without credentials
   */
  public RedisUnavailableException(String message) {
    super(message);
  }

  /**
   * An exception with a cause.
   *
   * @param message what failed, and where; without credentials
   * @param cause the cause; null if it is not known
   */
  public RedisUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Replaces the exception of an unexported package. */
  static RedisUnavailableException of(UnavailableException e) {
    return new RedisUnavailableException(String.valueOf(e.getMessage()), e.getCause());
  }
}
