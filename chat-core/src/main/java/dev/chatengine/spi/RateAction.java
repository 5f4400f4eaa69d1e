package dev.chatengine.spi;

/**
 * An action that can be limited. Hosts may limit actions of their own with the same limiter.
 *
 * @param name 1 to 64 characters
 */
public record RateAction(String name) {
  /** To post a message to a room. */
  public static final RateAction MESSAGE = new RateAction("message");

  /** To send a private message. */
  public static final RateAction PRIVATE_MESSAGE = new RateAction("private_message");

  /** To open a connection. */
  public static final RateAction CONNECT = new RateAction("connect");

  /**
   * Checks the bounds.
   *
   * @param name see the record
   * @throws IllegalArgumentException if the name is empty or too long
   */
  public RateAction {
    if (name.isEmpty() || name.length() > 64) {
      throw new IllegalArgumentException(
          "action name has " + name.length() + " characters, not 1 to 64");
    }
  }
}
