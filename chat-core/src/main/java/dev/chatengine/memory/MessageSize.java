package dev.chatengine.memory;

import dev.chatengine.model.Attachment;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how many bytes of memory a message takes, rather too many than too few: two for each
 * character, and a fixed sum for each object with what refers to it.
 */
final class MessageSize {
  /** The message, its draft, its sender, its place in a log and in the log's two indexes. */
  private static final int MESSAGE = 640;

  /** A text in a collection, or a small object of a few fields. */
  private static final int OBJECT = 64;

  private MessageSize() {}

  static int of(Message message) {
    long size =
        MESSAGE
            + text(message.id())
            + text(message.clientMessageId())
            + text(message.content())
            + text(message.replyTo())
            + texts(message.mentions())
            + entries(message.metadata())
            + user(message.sender());
    for (Attachment attachment : message.attachments()) {
      size +=
          OBJECT + text(attachment.url()) + text(attachment.name()) + text(attachment.mediaType());
    }
    if (!message.reactions().isEmpty()) {
      for (Map.Entry<String, List<String>> reaction : message.reactions().entrySet()) {
        size += 2 * OBJECT + text(reaction.getKey()) + texts(reaction.getValue());
      }
    }
    // The bounds of the model keep this far below the limit of an int.
    return Math.toIntExact(size);
  }

  private static long user(User user) {
    return text(user.id()) + text(user.name()) + entries(user.metadata());
  }

  private static long entries(Map<String, String> entries) {
    if (entries.isEmpty()) {
      return 0;
    }
    long size = OBJECT;
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      size += 2 * OBJECT + text(entry.getKey()) + text(entry.getValue());
    }
    return size;
  }

  private static long texts(List<String> texts) {
    long size = 0;
    for (int i = 0; i < texts.size(); i++) {
      size += OBJECT + text(texts.get(i));
    }
    return size;
  }

  private static long text(@Nullable String text) {
    return text == null ? 0 : 2L * text.length();
  }
}
