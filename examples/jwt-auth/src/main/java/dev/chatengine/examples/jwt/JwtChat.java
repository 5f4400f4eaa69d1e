package dev.chatengine.examples.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import dev.chatengine.ChatEngine;
import dev.chatengine.ChatEngineBuilder;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.InstantSource;

/** A chat for the users of an identity provider. */
final class JwtChat implements AutoCloseable {
  /** A browser that sends its token as a subprotocol also offers this one. */
  static final String SUBPROTOCOL = "chat";

  private final ChatEngine engine;
  private final WebSocketTransport transport;

  /**
   * Opens the chat.
   *
   * @param options the host's other plug-ins and limits
   * @param port 0 for any free one
   */
  JwtChat(ChatEngineBuilder options, JwtAuthenticator authenticator, int port) {
    engine = options.authenticator(authenticator).authorizer(new RoomGrants()).build();
    transport = WebSocketTransport.builder(engine).port(port).subprotocols(SUBPROTOCOL).start();
  }

  /**
   * Opens a chat until the process ends.
   *
   * @param args the issuer, the audience, the URL of the JWK set, and a port (3000 if left out)
   * @throws MalformedURLException if that is no URL
   */
  public static void main(String[] args) throws MalformedURLException {
    if (args.length < 3) {
      System.err.println("Arguments: ISSUER AUDIENCE JWKS_URL [PORT]");
      return;
    }
    JwtAuthenticator authenticator =
        new JwtAuthenticator(
            args[0],
            args[1],
            JWSAlgorithm.ES256,
            SigningKeys.at(URI.create(args[2]).toURL()),
            InstantSource.system());
    JwtChat chat =
        new JwtChat(
            ChatEngine.builder(),
            authenticator,
            args.length > 3 ? Integer.parseInt(args[3]) : 3000);
    Runtime.getRuntime().addShutdownHook(new Thread(chat::close));
    System.out.println("Chatting on ws://localhost:" + chat.port());
  }

  int port() {
    return transport.port();
  }

  @Override
  public void close() {
    engine.close();
    transport.close();
  }
}
