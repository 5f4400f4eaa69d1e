package dev.chatengine.transport.ws.protocol;

import dev.chatengine.ChatEngine;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** An engine with everything in memory behind a transport on a free port, and its clients. */
abstract class BaseProtocolCase {
  static final String ROOM = "tea";

  private final List<ChatClient> clients = new ArrayList<>();
  private final ChatEngine engine =
      ChatEngine.builder().connectionRate(RateLimit.UNLIMITED).build();
  private final WebSocketTransport transport =
      WebSocketTransport.builder(engine).bindAddress("127.0.0.1").port(0).start();

  @AfterEach
  void endServer() {
    clients.forEach(ChatClient::close);
    transport.stop(Duration.ofSeconds(5));
    engine.close(Duration.ofSeconds(5));
  }

  ChatEngine engine() {
    return engine;
  }

  int port() {
    return transport.port();
  }

  /** A client without a name. */
  ChatClient guest() {
    ChatClient client = ChatClient.connect(port());
    clients.add(client);
    return client;
  }

  /** A client with a name, in no room. */
  ChatClient user(String name) {
    return guest().named(name);
  }

  /** Clients in one room, each of which has heard of those after it. */
  List<ChatClient> gather(String room, String... names) {
    List<ChatClient> members = new ArrayList<>();
    for (String name : names) {
      ChatClient newcomer = user(name).joined(room);
      members.forEach(member -> member.expectJoining(newcomer));
      members.add(newcomer);
    }
    return members;
  }

  /** A client that is alone in a room. */
  ChatClient member(String name) {
    return gather(ROOM, name).get(0);
  }

  /** Proves that a client still works, and that the others of its room were not disturbed. */
  static void assertUndisturbed(ChatClient client, ChatClient... others) {
    client.say("still alive");
    client.expect("message_received", "content", "still alive", "userId", client.id());
    for (ChatClient other : others) {
      other.expect("message_received", "content", "still alive", "userId", client.id());
      other.expectNothing();
    }
    client.expectNothing();
  }
}
