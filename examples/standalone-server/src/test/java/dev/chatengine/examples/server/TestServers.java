package dev.chatengine.examples.server;

import dev.chatengine.examples.store.JdbcMessageStore;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.RateLimit;
import java.nio.file.Path;
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
        new ServerOptions("127.0.0.1", port, RateLimit.perSecond(10), 50, 1_000, 1_000, null),
        file == null ? MemoryMessageStore.create() : JdbcMessageStore.open(file),
        null);
  }
}
