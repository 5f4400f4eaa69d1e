package dev.chatengine.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.chatengine.model.Attachment;
import dev.chatengine.protocol.json.JsonFields;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a message whose JSON is the same for clients and for other nodes. */
final class MessageJson {
  private MessageJson() {}

  /** Writes a field with a text; nothing if there is no text. */
  static void text(JsonGenerator out, String name, @Nullable String text) throws IOException {
    if (text != null) {
      out.writeStringField(name, text);
    }
  }

  /** Writes a field with an array of texts; nothing if there are none. */
  static void texts(JsonGenerator out, String name, Collection<String> texts) throws IOException {
    if (!texts.isEmpty()) {
      out.writeArrayFieldStart(name);
      for (String text : texts) {
        out.writeString(text);
      }
      out.writeEndArray();
    }
  }

  /**
   * Writes the attachments of a message; nothing if there are none.
   *
   * @param leastSize a smaller size is left out: 0 means that the size is not known
   */
  static void attachments(JsonGenerator out, List<Attachment> attachments, long leastSize)
      throws IOException {
    if (attachments.isEmpty()) {
      return;
    }
    out.writeArrayFieldStart("attachments");
    for (Attachment attachment : attachments) {
      out.writeStartObject();
      out.writeStringField("url", attachment.url());
      text(out, "name", attachment.name());
      text(out, "mediaType", attachment.mediaType());
      if (attachment.size() >= leastSize) {
        out.writeNumberField("size", attachment.size());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Reads one attachment that {@link #attachments} has written. */
  static Attachment attachment(JsonFields fields) {
    return Attachment.builder(fields.text("url"))
        .name(fields.optionalText("name"))
        .mediaType(fields.optionalText("mediaType"))
        .size(fields.number("size", 0))
        .build();
  }

  /** Writes the reactions to a message, with the users of each; nothing if there are none. */
  static void reactions(JsonGenerator out, Map<String, List<String>> reactions) throws IOException {
    if (!reactions.isEmpty()) {
      out.writeObjectFieldStart("reactions");
      for (Map.Entry<String, List<String>> reaction : reactions.entrySet()) {
        texts(out, reaction.getKey(), reaction.getValue());
      }
      out.writeEndObject();
    }
  }
}
