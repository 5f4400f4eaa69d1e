package dev.chatengine.transport.ws;

import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.ConnectionRequest;

/** What the transport connects clients to; in production {@code ChatEngine::connect}. */
@FunctionalInterface
interface Connector {

  /**
   * Serves a client that has completed its handshake. Called on the client's event loop, so it must
   * not block.
   *
   * @param request what the client brought
   * @param connection the client's connection, already usable
   * @return the session to call
   */
  ClientSession connect(ConnectionRequest request, ClientConnection connection);
}
