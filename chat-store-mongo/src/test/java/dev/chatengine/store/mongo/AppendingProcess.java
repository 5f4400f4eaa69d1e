package dev.chatengine.store.mongo;

import dev.chatengine.model.Conversation;
import dev.chatengine.testkit.store.AppendUntilKilled;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Objects;

/** The process to be killed: takes URI, database and prefix as arguments. */
final class AppendingProcess {
  private AppendingProcess() {}

  public static void main(String[] args) throws IOException {
    MongoStoreOptions options =
        MongoStoreOptions.builder().database(args[1]).collectionPrefix(args[2]).build();
    String key = Objects.requireNonNull(System.getenv("CONVERSATION"));
    try (MongoMessageStore store = MongoMessageStore.connect(args[0], options)) {
      AppendUntilKilled.run(
          store, Conversation.parse(key), new FileOutputStream(FileDescriptor.out));
    }
  }
}
