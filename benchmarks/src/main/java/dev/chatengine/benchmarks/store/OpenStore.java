package dev.chatengine.benchmarks.store;

import dev.chatengine.examples.store.JdbcMessageStore;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.spi.MessageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** An empty store of some kind, with its server or files, all of which are deleted in the end. */
final class OpenStore implements AutoCloseable {
  private final MessageStore store;
  private final Runnable cleanUp;

  private OpenStore(MessageStore store, Runnable cleanUp) {
    this.store = store;
    this.cleanUp = cleanUp;
  }

  /**
   * @param kind {@code memory}, {@code h2} (a file in the directory for temporary files) or {@code
   *     mongo}
   */
  static OpenStore of(String kind) {
    return switch (kind) {
      case "memory" -> new OpenStore(memory(), () -> {});
      case "h2" -> h2();
      case "mongo" -> mongo();
      default -> throw new IllegalArgumentException("there is no store of the kind " + kind);
    };
  }

  private static MessageStore memory() {
    return MemoryMessageStore.builder()
        .messagesPerConversation(MemoryMessageStore.Builder.MAX_MESSAGES_PER_CONVERSATION)
        .totalBytes(8L << 30)
        .build();
  }

  private static OpenStore h2() {
    try {
      Path directory = Files.createTempDirectory("chat-benchmark");
      return new OpenStore(
          JdbcMessageStore.open(directory.resolve("messages")), () -> delete(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OpenStore mongo() {
    MongoServers server = MongoServers.start();
    return new OpenStore(server.open(), server::close);
  }

  MessageStore store() {
    return store;
  }

  @Override
  public void close() {
    store.close();
    cleanUp.run();
  }
}
