package dev.chatengine.transport.ws.protocol;

/** How a client can go. */
enum Ending {
  /** Both sides say goodbye. */
  CLOSED,

  /** The socket ends without a close frame, as when a browser is killed. */
  ENDED,

  /** The socket ends with a RST. */
  RESET;

  void end(ChatClient client) {
    switch (this) {
      case CLOSED -> client.closeOrderly();
      case ENDED -> client.close();
      case RESET -> client.raw().reset();
    }
  }
}
