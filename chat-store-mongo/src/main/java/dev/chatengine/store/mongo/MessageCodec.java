package dev.chatengine.store.mongo;

import dev.chatengine.model.Amendment;
import dev.chatengine.model.Attachment;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Encodes messages as documents, and decodes them.
 *
 * <p>Maps are arrays of pairs, because field names could neither hold any text nor keep the order.
 */
final class MessageCodec {
  /** Far more than all other values of a message come to. */
  private static final long MAX_SIZE_WITHOUT_REACTIONS = 1 << 20;

  /** Its type, its index, and its length and end. An entry that is an array takes no more. */
  private static final long MAX_SIZE_OF_EMPTY_ENTRY = 32;

  private MessageCodec() {}

  static Document encode(Draft draft, Log log, long seq, @Nullable Instant expireAt) {
    Document document =
        new Document(Fields.ID, draft.id())
            .append(Fields.CONVERSATION, draft.conversation().key())
            .append(Fields.LOG, log.log())
            .append(Fields.SEQ, seq)
            .append(Fields.EPOCH, log.epoch())
            .append(Fields.REVISION, 0L)
            .append(Fields.SENDER, sender(draft.sender()))
            .append(Fields.CLIENT_MESSAGE_ID, draft.clientMessageId())
            .append(Fields.TIMESTAMP, Date.from(draft.timestamp()))
            .append(Fields.CONTENT, draft.content());
    if (draft.replyTo() != null) {
      document.append(Fields.REPLY_TO, draft.replyTo());
    }
    appendUnlessEmpty(document, Fields.MENTIONS, draft.mentions());
    appendUnlessEmpty(
        document,
        Fields.ATTACHMENTS,
        draft.attachments().stream().map(MessageCodec::attachment).toList());
    appendUnlessEmpty(document, Fields.METADATA, pairs(draft.metadata()));
    if (expireAt != null) {
      document.append(Fields.EXPIRE_AT, Date.from(expireAt));
    }
    return document;
  }

  /**
   * The state that an amendment gives a message. The mentions are in it also if there are none:
   * earlier releases wrote amendments that leave the mentions of a message as they are.
   */
  static Document encode(Amendment state) {
    Document document = new Document(Fields.CONTENT, state.content());
    if (state.editedAt() != null) {
      document.append(Fields.EDITED_AT, Date.from(state.editedAt()));
    }
    if (state.deleted()) {
      document.append(Fields.DELETED, true);
    } else {
      document.append(Fields.MENTIONS, state.mentions());
    }
    if (state.deletedBy() != null) {
      document.append(Fields.DELETED_BY, state.deletedBy());
    }
    appendUnlessEmpty(document, Fields.REACTIONS, pairs(state.reactions()));
    return document;
  }

  /** How many bytes a state takes at most. */
  static long maxSize(Amendment state) {
    long size = MAX_SIZE_WITHOUT_REACTIONS;
    for (Map.Entry<String, List<String>> reaction : state.reactions().entrySet()) {
      size += maxSize(reaction.getKey());
      for (String userId : reaction.getValue()) {
        size += maxSize(userId);
      }
    }
    return size;
  }

  /** How many bytes a text takes at most as an entry of an array. */
  private static long maxSize(String text) {
    long size = MAX_SIZE_OF_EMPTY_ENTRY;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      size += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return size;
  }

  /**
   * A message as readers see it. If it was numbered after its log's epoch began, it belongs to that
   * epoch, even if its writer did not know the epoch yet.
   */
  static Message decode(Document document, Log log) {
    long seq = document.getLong(Fields.SEQ);
    Draft.Builder draft =
        Draft.builder(
                log.conversation(),
                sender(document.get(Fields.SENDER, Document.class)),
                time(document.getDate(Fields.TIMESTAMP)),
                document.getString(Fields.CONTENT))
            .id(document.getString(Fields.ID))
            .clientMessageId(document.getString(Fields.CLIENT_MESSAGE_ID))
            .replyTo(document.getString(Fields.REPLY_TO))
            .mentions(document.getList(Fields.MENTIONS, String.class, List.of()))
            .attachments(
                document.getList(Fields.ATTACHMENTS, Document.class, List.of()).stream()
                    .map(MessageCodec::attachment)
                    .toList())
            .metadata(texts(document));
    Date editedAt = document.getDate(Fields.EDITED_AT);
    String epoch = seq > log.startSeq() ? log.epoch() : document.getString(Fields.EPOCH);
    return Message.builder(draft.build(), epoch, seq)
        .revision(document.getLong(Fields.REVISION))
        .editedAt(editedAt == null ? null : time(editedAt))
        .deleted(document.getBoolean(Fields.DELETED, false))
        .deletedBy(document.getString(Fields.DELETED_BY))
        .reactions(reactions(document))
        .build();
  }

  /** Accepts any date, as an earlier release or another program may have written it. */
  private static Instant time(Date date) {
    return Message.nearestTimestamp(date.toInstant());
  }

  static @Nullable Instant instant(Document document, String field) {
    Date date = document.getDate(field);
    return date == null ? null : date.toInstant();
  }

  static boolean isExpired(Document document, Instant now) {
    Instant expireAt = instant(document, Fields.EXPIRE_AT);
    return expireAt != null && !expireAt.isAfter(now);
  }

  private static Document sender(User user) {
    Document document = new Document("id", user.id());
    if (user.name() != null) {
      document.append("name", user.name());
    }
    document.append("known", user.known());
    appendUnlessEmpty(document, Fields.METADATA, pairs(user.metadata()));
    return document;
  }

  private static User sender(Document document) {
    return User.builder(document.getString("id"))
        .name(document.getString("name"))
        .known(document.getBoolean("known", false))
        .metadata(texts(document))
        .build();
  }

  private static Document attachment(Attachment attachment) {
    Document document = new Document("url", attachment.url());
    if (attachment.name() != null) {
      document.append("name", attachment.name());
    }
    if (attachment.mediaType() != null) {
      document.append("mediaType", attachment.mediaType());
    }
    return document.append("size", attachment.size());
  }

  private static Attachment attachment(Document document) {
    return Attachment.builder(document.getString("url"))
        .name(document.getString("name"))
        .mediaType(document.getString("mediaType"))
        .size(document.getLong("size"))
        .build();
  }

  private static void appendUnlessEmpty(Document document, String field, Collection<?> values) {
    if (!values.isEmpty()) {
      document.append(field, values);
    }
  }

  private static List<List<Object>> pairs(Map<String, ?> map) {
    List<List<Object>> pairs = new ArrayList<>(map.size());
    map.forEach((key, value) -> pairs.add(List.of(key, value)));
    return pairs;
  }

  private static Map<String, String> texts(Document document) {
    Map<String, String> map = new LinkedHashMap<>();
    for (List<?> pair : document.getList(Fields.METADATA, List.class, List.of())) {
      map.put((String) pair.get(0), (String) pair.get(1));
    }
    return map;
  }

  private static Map<String, List<String>> reactions(Document document) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    for (List<?> pair : document.getList(Fields.REACTIONS, List.class, List.of())) {
      List<?> users = (List<?>) pair.get(1);
      map.put((String) pair.get(0), users.stream().map(String.class::cast).toList());
    }
    return map;
  }

  /** The conversation of a document that has its key. */
  static Conversation conversation(Document document, String field) {
    return Conversation.parse(Objects.requireNonNull(document.getString(field), field));
  }
}
