package dev.chatengine.examples.server;

import dev.chatengine.examples.store.JdbcMessageStore;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.TlsOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers for tests: on the loopback address, with bounds that no test reaches by accident. */
final class TestServers {
  private TestServers() {}

  static ChatServer start() {
    return start(0);
  }

  static ChatServer start(int port) {
    return start(port, null);
  }

  static ChatServer start(int port, @Nullable Path file) {
    return ChatServer.start(
        options(port, null, null),
        file == null ? MemoryMessageStore.create() : JdbcMessageStore.open(file),
        null);
  }

  static ChatServer start(MessageStore store) {
    return ChatServer.start(options(0, null, null), store, null);
  }

  static ChatServer start(@Nullable TlsOptions tls, @Nullable List<String> allowedOrigins) {
    return ChatServer.start(options(0, tls, allowedOrigins), MemoryMessageStore.create(), null);
  }

  private static ServerOptions options(
      int port, @Nullable TlsOptions tls, @Nullable List<String> allowedOrigins) {
    return new ServerOptions(
        "127.0.0.1",
        port,
        RateLimit.perSecond(10),
        50,
        1_000,
        1_000,
        null,
        tls,
        allowedOrigins,
        List.of());
  }
}
