package dev.chatengine.testkit.store;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Position;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/**
 * A plain store that writes each message to a file before it acknowledges it, and reads the file
 * when it is opened. It keeps nothing else: this is enough for the tests with a killed process.
 */
final class JournalMessageStore extends PlainMessageStore {
  private final OutputStream journal;

  private JournalMessageStore(PlainData data, OutputStream journal) {
    super(data);
    this.journal = journal;
    append = this::appendToJournal;
  }

  static JournalMessageStore open(Path file) throws IOException {
    return open(
        file, Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /** A broken one: it answers while the message is still in a buffer. */
  static JournalMessageStore openBuffered(Path file) throws IOException {
    return open(
        file,
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            1 << 20));
  }

  private static JournalMessageStore open(Path file, OutputStream journal) throws IOException {
    JournalMessageStore store = new JournalMessageStore(new PlainData(), journal);
    String text = Files.readString(file);
    // The last line may be half written: then its message was not answered.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      store.replay(line.split("\t", -1));
    }
    return store;
  }

  private void replay(String[] values) {
    Draft draft =
        Draft.builder(
                Conversation.parse(values[1]),
                User.of(values[3], values[4]),
                Instant.ofEpochMilli(Long.parseLong(values[5])),
                values[6])
            .id(values[2])
            .build();
    synchronized (data) {
      PlainData.Log log = log(draft.conversation());
      if (log.start.equals(Position.EMPTY)) {
        log.start = new Position(values[0], 0, 0);
      }
      insert(draft, log);
    }
  }

  private AppendResult appendToJournal(Draft draft) {
    synchronized (data) {
      AppendResult result = appendUnlessDuplicate(draft);
      if (result instanceof AppendResult.Stored stored) {
        List<String> values =
            List.of(
                stored.message().epoch(),
                draft.conversation().key(),
                draft.id(),
                draft.sender().id(),
                draft.sender().displayName(),
                Long.toString(draft.timestamp().toEpochMilli()),
                draft.content());
        try {
          journal.write((String.join("\t", values) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return result;
    }
  }

  @Override
  public void close() {
    super.close();
    try {
      journal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The process to be killed.
   *
   * @param args the file, the conversation's key, and whether to buffer
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    try (JournalMessageStore store =
        Boolean.parseBoolean(args[2]) ? openBuffered(file) : open(file)) {
      AppendUntilKilled.run(
          store, Conversation.parse(args[1]), new FileOutputStream(FileDescriptor.out));
    }
  }
}
