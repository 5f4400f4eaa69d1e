package dev.chatengine;

import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.ConnectionRequest;

/** The chat of one application. */
public final class ChatEngine implements AutoCloseable {
  private final java.util.function.Function<ConnectionRequest, ClientSession> sessions;

  private ChatEngine(java.util.function.Function<ConnectionRequest, ClientSession> sessions) {
    this.sessions = sessions;
  }

  /**
   * An engine with the defaults.
   *
   * @return a new engine
   */
  public static ChatEngine create() {
    return new ChatEngine(
        request -> {
          throw new IllegalStateException(request.path());
        });
  }

  /**
   * Serves a client.
   *
   * @param request what the client brought
   * @param connection the client's connection
   * @return the session, for the transport to call
   */
  public ClientSession connect(ConnectionRequest request, ClientConnection connection) {
    connection.flush();
    return sessions.apply(request);
  }

  @Override
  public void close() {}
}
