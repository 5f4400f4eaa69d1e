package dev.chatengine.protocol;

import dev.chatengine.model.Attachment;
import dev.chatengine.model.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Upper bounds of the size of messages as JSON text in UTF-8, so that pages can be limited by
 * bytes.
 */
public final class FrameSizes {
  /** The names of all fields, the numbers and the times. */
  private static final int FIELDS = 512;

  /** The names of an attachment's fields, or the quotes around a text. */
  private static final int ELEMENT = 64;

  private FrameSizes() {}

  /** The size of a message in a list, in bytes, at most. */
  public static long of(Message message) {
    long size =
        FIELDS
            + text(message.id())
            + text(message.conversation().key())
            + text(message.sender().id())
            + text(message.sender().displayName())
            + text(message.content())
            + text(message.clientMessageId())
            + text(message.replyTo());
    for (String mention : message.mentions()) {
      size += ELEMENT + text(mention);
    }
    for (Attachment attachment : message.attachments()) {
      size +=
          ELEMENT + text(attachment.url()) + text(attachment.name()) + text(attachment.mediaType());
    }
    for (Map.Entry<String, List<String>> reaction : message.reactions().entrySet()) {
      size += ELEMENT + text(reaction.getKey());
      for (String userId : reaction.getValue()) {
        size += ELEMENT + text(userId);
      }
    }
    return size;
  }

  private static long text(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    long size = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        size += 6;
      } else if (c < 0x80) {
        size += c == '"' || c == '\\' ? 2 : 1;
      } else {
        size += c < 0x800 ? 2 : 3;
      }
    }
    return size;
  }
}
