package dev.chatengine.protocol;

import dev.chatengine.model.Attachment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the extensions that a client may send with a message.
 *
 * @param clientMessageId the id that the client gave the message, or null
 * @param replyTo the id of the message that it answers, or null
 * @param mentions ids of the users that it mentions
 * @param attachments the attachments
 */
public record MessageExtras(
    @Nullable String clientMessageId,
    @Nullable String replyTo,
    List<String> mentions,
    List<Attachment> attachments) {
  public static final MessageExtras NONE = new MessageExtras(null, null, List.of(), List.of());

  /** Copies the lists. */
  public MessageExtras {
    mentions = List.copyOf(mentions);
    attachments = List.copyOf(attachments);
  }
}
