package dev.chatengine.spi;

/**
 * Why the engine closes a connection: the close codes of the protocol, with what a client does on
 * each.
 */
public enum CloseCode {
  /** Both sides are done. Come again when you like. */
  NORMAL(1000, true),
  /**
   * A task of the client's session threw an exception. The session is over, and its resume token is
   * void: come again a few times, after waits that grow, then give up and tell the application.
   */
  INTERNAL_ERROR(1011, true),
  /**
   * The server is restarting, or cannot serve the client now. Come again with the resume token, to
   * any node, after a random wait.
   */
  RESTARTING(1012, true),
  /**
   * The client is not who it has to be, or not any more. Do not come again with the same
   * credentials.
   */
  UNAUTHORIZED(4001, false),
  /** Another connection took the session over, or somebody removed the user. Do not come again. */
  REPLACED(4002, false),
  /**
   * The client read too slowly, and more was queued than may be. Come again with the resume token.
   */
  SLOW_CONSUMER(4008, true),
  /** The client sent too fast for too long. Come again later, and slower. */
  FLOODING(4029, true);

  private final int code;
  private final boolean reconnect;

  CloseCode(int code, boolean reconnect) {
    this.code = code;
    this.reconnect = reconnect;
  }

  /**
   * The number on the wire, as of RFC 6455, section 7.4.
   *
   * @return 1000 to 4999
   */
  public int code() {
    return code;
  }

  /**
   * Whether a client should connect again by itself.
   *
   * @return false if that would not help
   */
  public boolean reconnect() {
    return reconnect;
  }
}
