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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what nodes tell each other as JSON text in UTF-8, with the version of this form in {@code
 * v}. Nodes of different versions share a bus: fields that a reader does not know are ignored, and
 * so is a whole event of a kind or a version that it does not know. Safe for all threads.
 *
 * <p>Where an event goes is not repeated in it: the address of its envelope says which conversation
 * it is about.
 */
public final class BusCodec {
  private static final int VERSION = 1;

  private final JsonFactory json = new JsonFactory();

  /** An event could not be read, or is of a kind or version that is not known here. */
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
      out.writeStringField("kind", event.kind().name().toLowerCase(Locale.ROOT));
      write(event, out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  /** Reads what came to an address. */
  public BusEvent decode(Address address, ByteBuffer payload) throws UnreadableException {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    try (JsonParser parser = json.createParser(bytes)) {
      JsonFields fields = JsonFields.read(parser);
      long version = fields.number("v", 0);
      if (version != VERSION) {
        throw new UnreadableException("an event of version " + version, null);
      }
      return read(fields.text("kind"), address, fields);
    } catch (IOException | IllegalArgumentException e) {
      // Not its text, which may quote what somebody said.
      throw new UnreadableException("an event that is malformed", e);
    }
  }

  // ---- writing

  private static void write(BusEvent event, JsonGenerator out) throws IOException {
    switch (event.kind()) {
      case SAID -> message(out, ((BusEvent.Said) event).message());
      case DIRECT_SAID -> {
        Message message = ((BusEvent.DirectSaid) event).message();
        out.writeStringField("conversation", message.conversation().key());
        message(out, message);
      }
      case LOOK -> {
        // That it came says all.
      }
      case CHANGED -> {
        MembershipChange change = ((BusEvent.Changed) event).change();
        out.writeStringField("change", change.kind().name().toLowerCase(Locale.ROOT));
        out.writeNumberField("version", change.version());
        member(out, "member", change.member());
      }
      case TYPED -> {
        BusEvent.Typed typed = (BusEvent.Typed) event;
        member(out, "member", typed.member());
        out.writeBooleanField("isTyping", typed.isTyping());
      }
      case WHISPERED -> {
        BusEvent.Whispered whispered = (BusEvent.Whispered) event;
        out.writeStringField("id", whispered.id());
        MessageJson.texts(out, "sessions", whispered.sessionIds());
        PrivateMessage message = whispered.message();
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
          return new BusEvent.Said(message(conversation, fields));
        }
        break;
      case "direct_said":
        return new BusEvent.DirectSaid(
            message(Conversation.parse(fields.text("conversation")), fields));
      case "look":
        return new BusEvent.Look();
      case "changed":
        if (address instanceof Room room) {
          return new BusEvent.Changed(
              new MembershipChange(
                  room,
                  fields.number("version", 0),
                  MembershipChange.Kind.valueOf(fields.text("change").toUpperCase(Locale.ROOT)),
                  member(fields.object("member"))));
        }
        break;
      case "typed":
        return new BusEvent.Typed(member(fields.object("member")), fields.flag("isTyping"));
      case "whispered":
        return new BusEvent.Whispered(
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
