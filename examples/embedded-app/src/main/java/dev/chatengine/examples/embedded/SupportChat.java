package dev.chatengine.examples.embedded;

import dev.chatengine.ChatEngine;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.transport.ws.WebSocketTransport;

/** The shop's support chat: the shop authenticates its users, and their messages become tickets. */
final class SupportChat implements AutoCloseable {
  private static final String ROOM = "support";

  private final Customers customers;
  private final ChatEngine engine;
  private final WebSocketTransport transport;

  /**
   * Opens the chat.
   *
   * @param shop the origin of the shop's pages, whose port is not that of the chat
   */
  SupportChat(Customers customers, Tickets tickets, int port, String shop) {
    this.customers = customers;
    engine =
        ChatEngine.builder()
            .authenticator(this::whoIs)
            .listener(
                new ChatListener() {
                  @Override
                  public void onMessage(Message message) {
                    if (!message.sender().equals(User.system())) {
                      tickets.add(message.sender().displayName(), message.content());
                    }
                  }
                })
            .build();
    transport = WebSocketTransport.builder(engine).port(port).allowedOrigins(shop).start();
  }

  private Authentication whoIs(ConnectionRequest request) {
    return request
        .cookie(Shop.SESSION_COOKIE)
        .flatMap(customers::bySession)
        .map(customer -> Authentication.accepted(User.of(customer.id(), customer.name())))
        .orElse(Authentication.refused("Sign in to the shop first"));
  }

  /** Posts an order to the support room. */
  void ordered(Customer customer, String product) {
    engine.post(ROOM, User.system(), customer.name() + " has ordered: " + product);
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
