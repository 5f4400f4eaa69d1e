package dev.chatengine.memory.log;

import dev.chatengine.model.Attachment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message as {@link MessagePacker} has written it. Values that are often needed are read without
 * unpacking it.
 *
 * @param bytes holds the message, perhaps with others
 * @param at the index of its first byte
 */
@SuppressWarnings("ArrayRecordComponent") // A view, never compared.
record PackedMessage(byte[] bytes, int at) {
  static final int STORED_AT = 0;
  static final int REVISION = STORED_AT + Long.BYTES;
  static final int ID_HASH = REVISION + Long.BYTES;
  static final int CLIENT_KEY_HASH = ID_HASH + Integer.BYTES;
  static final int FLAGS = CLIENT_KEY_HASH + Integer.BYTES;
  static final int TEXTS = FLAGS + Byte.BYTES;

  static final int CLIENT_ID_IS_ID = 1;
  static final int SENDER_KNOWN = 2;
  static final int DELETED = 4;

  /** The message has values that few messages have; otherwise not even their absence is written. */
  static final int HAS_EXTRAS = 8;

  /** When it was stored, in milliseconds by the store's clock. */
  long storedAt() {
    return PackedReader.longAt(bytes, at + STORED_AT);
  }

  void setStoredAt(long storedAt) {
    PackedWriter.LONG.set(bytes, at + STORED_AT, storedAt);
  }

  long revision() {
    return PackedReader.longAt(bytes, at + REVISION);
  }

  int idHash() {
    return PackedReader.intAt(bytes, at + ID_HASH);
  }

  /** The hash of its sender's id and its client message id. */
  int clientKeyHash() {
    return PackedReader.intAt(bytes, at + CLIENT_KEY_HASH);
  }

  /** Whether its client message id differs from its id. */
  boolean hasClientId() {
    return !is(CLIENT_ID_IS_ID);
  }

  boolean hasId(String id) {
    return texts().readText().equals(id);
  }

  boolean hasClientKey(String senderId, String clientMessageId) {
    PackedReader in = texts();
    String id = in.readText();
    return in.readText().equals(senderId)
        && (hasClientId() ? in.readText() : id).equals(clientMessageId);
  }

  /** The message, equal in every value to the one that was packed. */
  Message unpack(Conversation conversation, long seq) {
    PackedReader in = texts();
    String id = in.readText();
    String senderId = in.readText();
    String clientMessageId = hasClientId() ? in.readText() : id;
    User.Builder sender =
        User.builder(senderId).name(in.readOptionalText()).known(is(SENDER_KNOWN));
    String epoch = in.readText();
    String content = in.readText();
    Instant timestamp = in.readInstant();
    if (!is(HAS_EXTRAS)) {
      Draft draft =
          Draft.builder(conversation, sender.build(), timestamp, content)
              .id(id)
              .clientMessageId(clientMessageId)
              .build();
      return message(draft, epoch, seq).build();
    }
    String replyTo = in.readOptionalText();
    Instant editedAt = in.readOptionalInstant();
    String deletedBy = in.readOptionalText();
    List<String> mentions = in.readTexts();
    Attachment[] attachments = new Attachment[in.readNumber()];
    Arrays.setAll(attachments, i -> attachment(in));
    Map<String, String> metadata = in.readMap();
    sender.metadata(in.readMap());
    Draft draft =
        Draft.builder(conversation, sender.build(), timestamp, content)
            .id(id)
            .clientMessageId(clientMessageId)
            .replyTo(replyTo)
            .mentions(mentions)
            .attachments(List.of(attachments))
            .metadata(metadata)
            .build();
    return message(draft, epoch, seq)
        .editedAt(editedAt)
        .deletedBy(deletedBy)
        .reactions(reactions(in))
        .build();
  }

  private Message.Builder message(Draft draft, String epoch, long seq) {
    return Message.builder(draft, epoch, seq).revision(revision()).deleted(is(DELETED));
  }

  private static Attachment attachment(PackedReader in) {
    return Attachment.builder(in.readText())
        .name(in.readOptionalText())
        .mediaType(in.readOptionalText())
        .size(in.readLong())
        .build();
  }

  private static Map<String, List<String>> reactions(PackedReader in) {
    Map<String, List<String>> reactions = new LinkedHashMap<>();
    for (int left = in.readNumber(); left > 0; left--) {
      reactions.put(in.readText(), in.readTexts());
    }
    return reactions;
  }

  private boolean is(int flag) {
    return (bytes[at + FLAGS] & flag) != 0;
  }

  private PackedReader texts() {
    return new PackedReader(bytes, at + TEXTS);
  }
}
