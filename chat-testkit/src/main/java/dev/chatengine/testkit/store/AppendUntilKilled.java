package dev.chatengine.testkit.store;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.AppendResult.Stored;
import dev.chatengine.spi.MessageStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * The work of a process that the contract kills: appends one message after the other and reports
 * each result at once. For {@link MessageStoreFixture#startAppending}.
 */
public final class AppendUntilKilled {
  private AppendUntilKilled() {}

  /**
   * Appends until the process is killed or the output is closed.
   *
   * @param store the store
   * @param conversation the conversation to append to
   * @param out gets a line {@code seq id} for each stored message, flushed before the next append
   * @throws IOException when the reader closes the output
   * @throws IllegalStateException if a draft is not stored
   */
  public static void run(MessageStore store, Conversation conversation, OutputStream out)
      throws IOException {
    User sender = User.of("appender", "Appender");
    while (true) {
      Draft draft = Draft.builder(conversation, sender, Instant.now(), "until I am killed").build();
      AppendResult result = store.append(List.of(draft)).get(0);
      if (!(result instanceof Stored stored)) {
        throw new IllegalStateException("not stored: " + result);
      }
      String line = stored.message().seq() + " " + stored.message().id() + "\n";
      out.write(line.getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }
}
