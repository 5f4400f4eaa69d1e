package dev.chatengine.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.chatengine.model.Address;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.json.JsonBytes;
import dev.chatengine.protocol.json.JsonFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the events of the bus as JSON text in UTF-8, with the version of this format in {@code
 * v}. Nodes of different versions share a bus: a reader ignores unknown fields, and events of an
 * unknown kind or version. Safe for all threads.
 *
 * <p>An event does not contain its conversation, except for a private log that is sent to a node:
 * the conversation is the address of the envelope.
 */
public final class BusCodec {
  private static final int VERSION = 1;

  private final JsonFactory json = new JsonFactory();

  /** An event is malformed, or of an unknown kind or version. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  public ByteBuffer encode(BusEvent event) {
    JsonBytes bytes = new JsonBytes();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("v", VERSION);
      out.writeStringField("kind", event.kind().wireName());
      write(event, out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  /** Decodes an event that was received at an address. */
  public BusEvent decode(Address address, ByteBuffer payload) throws UnreadableException {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    try (JsonParser parser = json.createParser(bytes)) {
      JsonFields fields = JsonFields.read(parser);
      long version = fields.number("v", 0);
      if (version != VERSION) {
        throw new UnreadableException("an event of unknown version " + version, null);
      }
      return read(fields.text("kind"), address, fields);
    } catch (IOException | IllegalArgumentException e) {
      // Without the cause's text, which may contain a message.
      throw new UnreadableException("a malformed event", e);
    }
  }

  // ---- writing

  private static void write(BusEvent event, JsonGenerator out) throws IOException {
    switch (event.kind()) {
      case MESSAGE_STORED -> message(out, ((BusEvent.MessageStored) event).message());
      case DIRECT_STORED -> {
        Message message = ((BusEvent.DirectStored) event).message();
        out.writeStringField("conversation", message.conversation().key());
        message(out, message);
      }
      case CHECK_FOR_GAPS -> {
        // It has no fields.
      }
      case MEMBERSHIP_CHANGED -> {
        MembershipChange change = ((BusEvent.MembershipChanged) event).change();
        out.writeStringField("change", change.kind().name().toLowerCase(Locale.ROOT));
        out.writeNumberField("version", change.version());
        member(out, "member", change.member());
      }
      case TYPING -> {
        BusEvent.Typing typed = (BusEvent.Typing) event;
        member(out, "member", typed.member());
        out.writeBooleanField("isTyping", typed.isTyping());
      }
      case EPHEMERAL -> {
        BusEvent.Ephemeral ephemeral = (BusEvent.Ephemeral) event;
        out.writeStringField("id", ephemeral.id());
        MessageJson.texts(out, "sessions", ephemeral.sessionIds());
        PrivateMessage message = ephemeral.message();
        member(out, "from", message.from());
        member(out, "to", message.to());
        out.writeStringField("content", message.content());
        out.writeNumberField("at", message.timestamp().toEpochMilli());
      }
      case DISCONNECT -> {
        BusEvent.Disconnect disconnect = (BusEvent.Disconnect) event;
        MessageJson.texts(out, "sessions", disconnect.sessionIds());
        out.writeStringField("reason", disconnect.reason());
      }
      case TAKEN_OVER -> {
        BusEvent.TakenOver taken = (BusEvent.TakenOver) event;
        out.writeStringField("user", taken.userId());
        out.writeStringField("token", taken.tokenHash());
      }
    }
  }

  private static void message(JsonGenerator out, Message message) throws IOException {
    out.writeStringField("id", message.id());
    out.writeStringField("epoch", message.epoch());
    out.writeNumberField("seq", message.seq());
    if (message.revision() > 0) {
      out.writeNumberField("revision", message.revision());
    }
    User sender = message.sender();
    out.writeObjectFieldStart("sender");
    out.writeStringField("id", sender.id());
    MessageJson.text(out, "name", sender.name());
    if (sender.known()) {
      out.writeBooleanField("known", true);
    }
    textMap(out, "metadata", sender.metadata());
    out.writeEndObject();
    if (!message.clientMessageId().equals(message.id())) {
      out.writeStringField("clientId", message.clientMessageId());
    }
    out.writeNumberField("at", message.timestamp().toEpochMilli());
    out.writeStringField("content", message.content());
    MessageJson.text(out, "replyTo", message.replyTo());
    MessageJson.texts(out, "mentions", message.mentions());
    MessageJson.attachments(out, message.attachments(), 0);
    textMap(out, "metadata", message.metadata());
    Instant editedAt = message.editedAt();
    if (editedAt != null) {
      out.writeNumberField("editedAt", editedAt.toEpochMilli());
    }
    if (message.deleted()) {
      out.writeBooleanField("deleted", true);
    }
    MessageJson.text(out, "deletedBy", message.deletedBy());
    MessageJson.reactions(out, message.reactions());
  }

  private static void member(JsonGenerator out, String name, Member member) throws IOException {
    out.writeObjectFieldStart(name);
    out.writeStringField("id", member.userId());
    out.writeStringField("name", member.username());
    out.writeEndObject();
  }

  private static void textMap(JsonGenerator out, String name, Map<String, String> map)
      throws IOException {
    if (!map.isEmpty()) {
      out.writeObjectFieldStart(name);
      for (Map.Entry<String, String> entry : map.entrySet()) {
        out.writeStringField(entry.getKey(), entry.getValue());
      }
      out.writeEndObject();
    }
  }

  // ---- reading

  private static BusEvent read(String kind, Address address, JsonFields fields)
      throws UnreadableException {
    switch (kind) {
      case "said":
        if (address instanceof Conversation conversation) {
          return new BusEvent.MessageStored(message(conversation, fields));
        }
        break;
      case "direct_said":
        return new BusEvent.DirectStored(
            message(Conversation.parse(fields.text("conversation")), fields));
      case "look":
        return new BusEvent.CheckForGaps();
      case "changed":
        if (address instanceof Room room) {
          return new BusEvent.MembershipChanged(
              new MembershipChange(
                  room,
                  fields.number("version", 0),
                  MembershipChange.Kind.valueOf(fields.text("change").toUpperCase(Locale.ROOT)),
                  member(fields.object("member"))));
        }
        break;
      case "typed":
        return new BusEvent.Typing(member(fields.object("member")), fields.flag("isTyping"));
      case "whispered":
        return new BusEvent.Ephemeral(
            fields.text("id"),
            fields.texts("sessions"),
            new PrivateMessage(
                member(fields.object("from")),
                member(fields.object("to")),
                fields.text("content"),
                instant(fields, "at")));
      case "disconnect":
        return new BusEvent.Disconnect(fields.texts("sessions"), fields.text("reason"));
      case "taken_over":
        return new BusEvent.TakenOver(fields.text("user"), fields.text("token"));
      default:
        break;
    }
    throw new UnreadableException("an event of an unknown kind, or at a wrong address", null);
  }

  private static Message message(Conversation conversation, JsonFields fields) {
    JsonFields from = fields.object("sender");
    User sender =
        User.builder(from.text("id"))
            .name(from.optionalText("name"))
            .known(from.flag("known"))
            .metadata(from.textMap("metadata"))
            .build();
    String id = fields.text("id");
    String clientId = fields.optionalText("clientId");
    Draft draft =
        Draft.builder(conversation, sender, instant(fields, "at"), fields.text("content"))
            .id(id)
            .clientMessageId(clientId == null ? id : clientId)
            .replyTo(fields.optionalText("replyTo"))
            .mentions(fields.texts("mentions"))
            .attachments(
                fields.objects("attachments").stream().map(MessageJson::attachment).toList())
            .metadata(fields.textMap("metadata"))
            .build();
    return Message.builder(draft, fields.text("epoch"), fields.number("seq", 0))
        .revision(fields.number("revision", 0))
        .editedAt(fields.has("editedAt") ? instant(fields, "editedAt") : null)
        .deleted(fields.flag("deleted"))
        .deletedBy(fields.optionalText("deletedBy"))
        .reactions(fields.textsMap("reactions"))
        .build();
  }

  private static Member member(JsonFields fields) {
    return new Member(fields.text("id"), fields.text("name"));
  }

  private static Instant instant(JsonFields fields, String name) {
    return Instant.ofEpochMilli(fields.number(name, 0));
  }
}
