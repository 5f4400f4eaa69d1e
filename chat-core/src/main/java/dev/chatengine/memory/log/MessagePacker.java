package dev.chatengine.memory.log;

import dev.chatengine.model.Attachment;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a message into an array of bytes, which a garbage collector handles as one object instead
 * of a dozen. {@link PackedMessage} reads it. The conversation and the number are not written; the
 * log has them.
 */
final class MessagePacker {
  private MessagePacker() {}

  /**
   * Packs a message into a new array.
   *
   * @param storedAt when it was stored, in milliseconds by the store's clock
   * @param idHash of its id
   * @param clientKeyHash of its sender's id and its client message id
   */
  static byte[] pack(Message message, long storedAt, int idHash, int clientKeyHash) {
    byte[] bytes = new byte[maxSize(message)];
    return Arrays.copyOf(bytes, pack(message, storedAt, idHash, clientKeyHash, bytes, 0));
  }

  /**
   * Packs a message into an array that has room for {@link #maxSize}.
   *
   * @param bytes the array
   * @param at the index of the first byte
   * @return the index after the last byte
   */
  static int pack(
      Message message, long storedAt, int idHash, int clientKeyHash, byte[] bytes, int at) {
    User sender = message.sender();
    boolean clientIdIsId = message.clientMessageId().equals(message.id());
    boolean extras = hasExtras(message);
    PackedWriter out = new PackedWriter(bytes, at);
    out.writeLong(storedAt);
    out.writeLong(message.revision());
    out.writeInt(idHash);
    out.writeInt(clientKeyHash);
    out.writeByte(
        (clientIdIsId ? PackedMessage.CLIENT_ID_IS_ID : 0)
            | (sender.known() ? PackedMessage.SENDER_KNOWN : 0)
            | (message.deleted() ? PackedMessage.DELETED : 0)
            | (extras ? PackedMessage.HAS_EXTRAS : 0));
    out.writeText(message.id());
    out.writeText(sender.id());
    if (!clientIdIsId) {
      out.writeText(message.clientMessageId());
    }
    out.writeText(sender.name());
    out.writeText(message.epoch());
    out.writeText(message.content());
    out.writeInstant(message.timestamp());
    if (extras) {
      writeExtras(message, out);
    }
    return out.end();
  }

  /** How many bytes a message takes at most: with two bytes for each character. */
  static int maxSize(Message message) {
    int size =
        PackedMessage.TEXTS
            + PackedWriter.maxSize(message.id())
            + PackedWriter.maxSize(message.sender().id())
            + PackedWriter.maxSize(message.clientMessageId())
            + PackedWriter.maxSize(message.sender().name())
            + PackedWriter.maxSize(message.epoch())
            + PackedWriter.maxSize(message.content())
            + PackedWriter.INSTANT_SIZE;
    return hasExtras(message) ? size + maxSizeOfExtras(message) : size;
  }

  private static boolean hasExtras(Message message) {
    return message.replyTo() != null
        || message.editedAt() != null
        || message.deletedBy() != null
        || !message.mentions().isEmpty()
        || !message.attachments().isEmpty()
        || !message.metadata().isEmpty()
        || !message.reactions().isEmpty()
        || !message.sender().metadata().isEmpty();
  }

  private static void writeExtras(Message message, PackedWriter out) {
    out.writeText(message.replyTo());
    out.writeInstant(message.editedAt());
    out.writeText(message.deletedBy());
    out.writeTexts(message.mentions());
    out.writeNumber(message.attachments().size());
    for (Attachment attachment : message.attachments()) {
      out.writeText(attachment.url());
      out.writeText(attachment.name());
      out.writeText(attachment.mediaType());
      out.writeLong(attachment.size());
    }
    out.writeMap(message.metadata());
    out.writeMap(message.sender().metadata());
    out.writeNumber(message.reactions().size());
    for (Map.Entry<String, List<String>> reaction : message.reactions().entrySet()) {
      out.writeText(reaction.getKey());
      out.writeTexts(reaction.getValue());
    }
  }

  private static int maxSizeOfExtras(Message message) {
    int size =
        PackedWriter.maxSize(message.replyTo())
            + PackedWriter.INSTANT_SIZE
            + PackedWriter.maxSize(message.deletedBy())
            + PackedWriter.maxSize(message.mentions())
            + PackedWriter.maxSize(message.metadata())
            + PackedWriter.maxSize(message.sender().metadata())
            + 2 * PackedWriter.MAX_NUMBER_SIZE;
    for (Attachment attachment : message.attachments()) {
      size +=
          PackedWriter.maxSize(attachment.url())
              + PackedWriter.maxSize(attachment.name())
              + PackedWriter.maxSize(attachment.mediaType())
              + Long.BYTES;
    }
    for (Map.Entry<String, List<String>> reaction : message.reactions().entrySet()) {
      size += PackedWriter.maxSize(reaction.getKey()) + PackedWriter.maxSize(reaction.getValue());
    }
    return size;
  }
}
