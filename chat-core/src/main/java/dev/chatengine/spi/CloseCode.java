package dev.chatengine.spi;

/** The codes with which the engine closes a connection, and what the client should do then. */
public enum CloseCode {
  /** The connection ended as intended. The client may connect again at any time. */
  NORMAL(1000, true),
  /**
   * A task of the client's session threw an exception. The session has ended, and its resume token
   * is void. The client should try again a few times, after waits that grow, then give up and
   * report the failure to the application.
   */
  INTERNAL_ERROR(1011, true),
  /**
   * The server is restarting, or cannot serve the client now. The client should connect again to
   * any node after a random wait, with its resume token.
   */
  RESTARTING(1012, true),
  /**
   * The client is not authenticated, or not any more. The client should not connect again with the
   * same credentials.
   */
  UNAUTHORIZED(4001, false),
  /**
   * Another connection took the session over, or the host disconnected the user. The client should
   * not connect again.
   */
  REPLACED(4002, false),
  /**
   * The client read too slowly, so that its queue exceeded the limit. The client should connect
   * again with its resume token.
   */
  SLOW_CONSUMER(4008, true),
  /** The client kept sending more than its limit. It should connect again later, and send less. */
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
   * @return true if it should
   */
  public boolean reconnect() {
    return reconnect;
  }
}
