package dev.chatengine.testkit.store;

import dev.chatengine.model.Attachment;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The values of a message by name, for comparisons: messages have no {@code equals}, users are
 * equal by their ids alone, and equal maps may differ in their order.
 */
final class MessageFields {
  private MessageFields() {}

  static Map<String, String> of(Message message) {
    Map<String, String> fields = of(message.draft());
    fields.put("epoch", message.epoch());
    fields.put("seq", Long.toString(message.seq()));
    fields.put("revision", Long.toString(message.revision()));
    fields.put("editedAt", Objects.toString(message.editedAt()));
    fields.put("deleted", Boolean.toString(message.deleted()));
    fields.put("deletedBy", Objects.toString(message.deletedBy()));
    fields.put("reactions", message.reactions().entrySet().toString());
    return fields;
  }

  static List<Map<String, String>> of(List<Message> messages) {
    return messages.stream().map(MessageFields::of).toList();
  }

  /** The fields of the draft that never change, the content and the mentions. */
  static Map<String, String> of(Draft draft) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("id", draft.id());
    fields.put("conversation", draft.conversation().key());
    fields.put("clientMessageId", draft.clientMessageId());
    fields.put("content", draft.content());
    fields.put("timestamp", draft.timestamp().toString());
    fields.put("replyTo", Objects.toString(draft.replyTo()));
    fields.put("mentions", draft.mentions().toString());
    fields.put("metadata", draft.metadata().entrySet().toString());
    User sender = draft.sender();
    fields.put("sender.id", sender.id());
    fields.put("sender.name", Objects.toString(sender.name()));
    fields.put("sender.known", Boolean.toString(sender.known()));
    fields.put("sender.metadata", sender.metadata().entrySet().toString());
    fields.put("attachments", Integer.toString(draft.attachments().size()));
    for (int i = 0; i < draft.attachments().size(); i++) {
      Attachment attachment = draft.attachments().get(i);
      String name = "attachments[" + i + "].";
      fields.put(name + "url", attachment.url());
      fields.put(name + "name", Objects.toString(attachment.name()));
      fields.put(name + "mediaType", Objects.toString(attachment.mediaType()));
      fields.put(name + "size", Long.toString(attachment.size()));
    }
    return fields;
  }
}
