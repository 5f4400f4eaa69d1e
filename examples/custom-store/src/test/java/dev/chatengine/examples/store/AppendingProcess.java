package dev.chatengine.examples.store;

import dev.chatengine.model.Conversation;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.testkit.store.AppendUntilKilled;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** The process that is killed. */
final class AppendingProcess {
  private AppendingProcess() {}

  /** Takes the file, and the key of the conversation. */
  public static void main(String[] args) throws IOException {
    try (MessageStore store = JdbcMessageStore.open(Path.of(args[0]))) {
      AppendUntilKilled.run(
          store, Conversation.parse(args[1]), new FileOutputStream(FileDescriptor.out));
    }
  }
}
