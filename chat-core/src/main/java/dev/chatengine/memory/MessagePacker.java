package dev.chatengine.memory;

import dev.chatengine.model.Attachment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one array of bytes of a message: what a collector moves and looks through in one piece,
 * where its texts, dates and lists are a dozen objects. The conversation and the number are not in
 * it; the log that holds it knows them.
 */
final class MessagePacker {
  private static final int STORED_AT = 0;
  private static final int REVISION = STORED_AT + Long.BYTES;
  private static final int ID_HASH = REVISION + Long.BYTES;
  private static final int CLIENT_KEY_HASH = ID_HASH + Integer.BYTES;
  private static final int FLAGS = CLIENT_KEY_HASH + Integer.BYTES;
  private static final int TEXTS = FLAGS + Byte.BYTES;

  private static final int CLIENT_ID_IS_ID = 1;
  private static final int SENDER_KNOWN = 2;
  private static final int DELETED = 4;

  /** There is more than a text: what few messages have is not even written as missing. */
  private static final int HAS_EXTRAS = 8;

  private MessagePacker() {}

  /**
   * Packs a message.
   *
   * @param storedAt when it was stored, in milliseconds by the store's clock
   * @param idHash of its id
   * @param clientKeyHash of its sender's id and its client message id
   */
  static byte[] pack(Message message, long storedAt, int idHash, int clientKeyHash) {
    User sender = message.sender();
    boolean clientIdIsId = message.clientMessageId().equals(message.id());
    boolean extras = hasExtras(message);
    PackedWriter out = new PackedWriter(plainSize(message));
    out.writeLong(storedAt);
    out.writeLong(message.revision());
    out.writeInt(idHash);
    out.writeInt(clientKeyHash);
    out.writeByte(
        (clientIdIsId ? CLIENT_ID_IS_ID : 0)
            | (sender.known() ? SENDER_KNOWN : 0)
            | (message.deleted() ? DELETED : 0)
            | (extras ? HAS_EXTRAS : 0));
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
    return out.toByteArray();
  }

  /** The size of a message without extras whose texts are all narrow: that of most. */
  private static int plainSize(Message message) {
    return TEXTS
        + PackedWriter.narrowSize(message.id())
        + PackedWriter.narrowSize(message.sender().id())
        + PackedWriter.narrowSize(message.sender().name())
        + PackedWriter.narrowSize(message.epoch())
        + PackedWriter.narrowSize(message.content())
        + PackedWriter.INSTANT_SIZE;
  }

  private static boolean hasExtras(Message message) {
    return message.replyTo() != null
        || message.editedAt() != null
        || !message.mentions().isEmpty()
        || !message.attachments().isEmpty()
        || !message.metadata().isEmpty()
        || !message.reactions().isEmpty()
        || !message.sender().metadata().isEmpty();
  }

  private static void writeExtras(Message message, PackedWriter out) {
    out.writeText(message.replyTo());
    out.writeInstant(message.editedAt());
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

  /** The message again, equal in every part to the one that was packed. */
  static Message unpack(byte[] packed, Conversation conversation, long seq) {
    PackedReader in = new PackedReader(packed, TEXTS);
    int flags = packed[FLAGS];
    String id = in.readText();
    String senderId = in.readText();
    String clientMessageId = hasClientId(packed) ? in.readText() : id;
    User.Builder sender =
        User.builder(senderId).name(in.readOptionalText()).known((flags & SENDER_KNOWN) != 0);
    String epoch = in.readText();
    String content = in.readText();
    Instant timestamp = in.readInstant();
    if ((flags & HAS_EXTRAS) == 0) {
      Draft draft =
          Draft.builder(conversation, sender.build(), timestamp, content)
              .id(id)
              .clientMessageId(clientMessageId)
              .build();
      return message(packed, draft, epoch, seq).build();
    }
    String replyTo = in.readOptionalText();
    Instant editedAt = in.readOptionalInstant();
    List<String> mentions = in.readTexts();
    Attachment[] attachments = new Attachment[in.readNumber()];
    for (int i = 0; i < attachments.length; i++) {
      attachments[i] =
          Attachment.builder(in.readText())
              .name(in.readOptionalText())
              .mediaType(in.readOptionalText())
              .size(in.readLong())
              .build();
    }
    Map<String, String> metadata = in.readMap();
    sender.metadata(in.readMap());
    Map<String, List<String>> reactions = new LinkedHashMap<>();
    for (int left = in.readNumber(); left > 0; left--) {
      reactions.put(in.readText(), in.readTexts());
    }
    Draft draft =
        Draft.builder(conversation, sender.build(), timestamp, content)
            .id(id)
            .clientMessageId(clientMessageId)
            .replyTo(replyTo)
            .mentions(mentions)
            .attachments(List.of(attachments))
            .metadata(metadata)
            .build();
    return message(packed, draft, epoch, seq).editedAt(editedAt).reactions(reactions).build();
  }

  private static Message.Builder message(byte[] packed, Draft draft, String epoch, long seq) {
    return Message.builder(draft, epoch, seq)
        .revision(revision(packed))
        .deleted((packed[FLAGS] & DELETED) != 0);
  }

  static long storedAt(byte[] packed) {
    return PackedReader.longAt(packed, STORED_AT);
  }

  static long revision(byte[] packed) {
    return PackedReader.longAt(packed, REVISION);
  }

  static int idHash(byte[] packed) {
    return PackedReader.intAt(packed, ID_HASH);
  }

  static int clientKeyHash(byte[] packed) {
    return PackedReader.intAt(packed, CLIENT_KEY_HASH);
  }

  /** Whether its sender has given it an id of its own. */
  static boolean hasClientId(byte[] packed) {
    return (packed[FLAGS] & CLIENT_ID_IS_ID) == 0;
  }

  static boolean hasId(byte[] packed, String id) {
    return new PackedReader(packed, TEXTS).readText().equals(id);
  }

  static boolean hasClientKey(byte[] packed, String senderId, String clientMessageId) {
    PackedReader in = new PackedReader(packed, TEXTS);
    String id = in.readText();
    return in.readText().equals(senderId)
        && (hasClientId(packed) ? in.readText() : id).equals(clientMessageId);
  }
}
