package dev.chatengine.testkit.store;

import dev.chatengine.model.Conversation;
import dev.chatengine.spi.MessageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Stores over a file, which survive the kill of their process if they do not buffer. */
final class JournalFixture implements MessageStoreFixture {
  private final Path file;
  private final boolean buffered;

  JournalFixture(boolean buffered) throws IOException {
    this.file = Files.createTempFile("journal", ".txt");
    this.buffered = buffered;
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return EnumSet.of(StoreCapability.PROCESS_KILL);
  }

  @Override
  public MessageStore open() throws IOException {
    return buffered ? JournalMessageStore.openBuffered(file) : JournalMessageStore.open(file);
  }

  @Override
  public Process startAppending(Conversation conversation) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            JournalMessageStore.class.getName(),
            file.toString(),
            conversation.key(),
            Boolean.toString(buffered))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Override
  public void close() throws IOException {
    Files.delete(file);
  }
}
