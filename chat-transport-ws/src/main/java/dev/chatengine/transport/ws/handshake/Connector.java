package dev.chatengine.transport.ws.handshake;

import dev.chatengine.ChatEngine;
import dev.chatengine.spi.Admission;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.ConnectionRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Connects clients to an engine. Both methods are called on the client's event loop. */
@FunctionalInterface
public interface Connector {

  /** Connects clients to an engine. */
  static Connector to(ChatEngine engine) {
    return new Connector() {
      @Override
      public CompletionStage<Admission> admit(ConnectionRequest request) {
        return engine.admit(request);
      }

      @Override
      public ClientSession connect(Admission admission, ClientConnection connection) {
        return engine.connect(admission, connection);
      }
    };
  }

  /**
   * Decides whether to admit a client, before its request is answered; by default, admits all
   * clients. Must not block.
   *
   * @param request the client's request
   * @return the decision, on any thread
   */
  default CompletionStage<Admission> admit(ConnectionRequest request) {
    return CompletableFuture.completedStage(Admission.granted(request, Authentication.anonymous()));
  }

  /**
   * Serves a client that has completed its handshake. Must not block.
   *
   * @param admission the decision, which is not a refusal
   * @param connection the client's connection, ready for use
   * @return the session to call
   */
  ClientSession connect(Admission admission, ClientConnection connection);
}
