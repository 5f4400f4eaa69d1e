package dev.chatengine.benchmarks.load.server;

import dev.chatengine.ChatEngine;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.WebSocketTransport;
import dev.chatengine.transport.ws.WebSocketTransportBuilder;

/** The engine with a store in memory, set up like the standalone server, without a rate limit. */
final class EngineServer {
  private static final int MANY = 100_000;

  private EngineServer() {}

  /**
   * Serves until standard input ends.
   *
   * @param arguments the number of the transport's loops; its default if empty
   * @throws Exception if standard input fails
   */
  public static void main(String[] arguments) throws Exception {
    try (ChatEngine engine =
            ChatEngine.builder()
                .messageStore(MemoryMessageStore.create())
                .connectionRate(RateLimit.UNLIMITED)
                .maxSessions(MANY)
                .build();
        WebSocketTransport transport = transport(engine, arguments).start()) {
      ServerProcess.serve(transport.port());
    }
  }

  private static WebSocketTransportBuilder transport(ChatEngine engine, String... arguments) {
    WebSocketTransportBuilder builder =
        WebSocketTransport.builder(engine)
            .bindAddress("127.0.0.1")
            .maxConnections(MANY)
            .maxConnectionsPerAddress(MANY);
    return arguments.length == 0 ? builder : builder.loops(Integer.parseInt(arguments[0]));
  }
}
