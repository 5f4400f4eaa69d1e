package dev.chatengine.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.json.JsonBytes;
import dev.chatengine.spi.OutboundFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes frames as JSON text in UTF-8. Safe for all threads. */
public final class FrameEncoder {
  private static final SerializedString TYPE = new SerializedString("type");
  private static final SerializedString ID = new SerializedString("id");
  private static final SerializedString ROOM = new SerializedString("room");
  private static final SerializedString USER_ID = new SerializedString("userId");
  private static final SerializedString USERNAME = new SerializedString("username");
  private static final SerializedString CONTENT = new SerializedString("content");
  private static final SerializedString TIMESTAMP = new SerializedString("timestamp");
  private static final SerializedString MESSAGE_RECEIVED = new SerializedString("message_received");

  private final JsonFactory json = new JsonFactory();
  private final TimestampFormat timestamps = new TimestampFormat();

  /** Encodes a frame once, for as many connections as it goes to. */
  public OutboundFrame encode(ServerFrame frame) {
    JsonBytes bytes = new JsonBytes();
    try (JsonGenerator out = json.createGenerator(bytes)) {
      out.writeStartObject();
      write(frame, out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return new OutboundFrame(bytes.toByteArray());
  }

  private void write(ServerFrame frame, JsonGenerator out) throws IOException {
    switch (frame.kind()) {
      case CONNECTION -> {
        type(out, "connection");
        out.writeStringField("clientId", ((ServerFrame.Connection) frame).clientId());
        out.writeStringField("message", "Connected to chat server");
      }
      case USERNAME_SET -> {
        ServerFrame.UsernameSet set = (ServerFrame.UsernameSet) frame;
        type(out, "username_set");
        field(out, USERNAME, set.username());
        MessageJson.text(out, "ref", set.ref());
      }
      case ROOM_JOINED -> {
        ServerFrame.RoomJoined joined = (ServerFrame.RoomJoined) frame;
        type(out, "room_joined");
        field(out, ROOM, joined.room().name());
        position(out, joined.position());
        MessageJson.text(out, "ref", joined.ref());
      }
      case ROOM_LEFT -> {
        ServerFrame.RoomLeft left = (ServerFrame.RoomLeft) frame;
        type(out, "room_left");
        field(out, ROOM, left.room().name());
        MessageJson.text(out, "ref", left.ref());
      }
      case MESSAGE_HISTORY -> history(out, (ServerFrame.MessageHistory) frame);
      case ROOM_USERS -> {
        ServerFrame.RoomUsers users = (ServerFrame.RoomUsers) frame;
        type(out, "room_users");
        field(out, ROOM, users.room().name());
        out.writeArrayFieldStart("users");
        for (Member member : users.users()) {
          out.writeStartObject();
          field(out, ID, member.userId());
          field(out, USERNAME, member.username());
          out.writeEndObject();
        }
        out.writeEndArray();
        MessageJson.text(out, "ref", users.ref());
      }
      case USER_JOINED -> {
        ServerFrame.UserJoined joined = (ServerFrame.UserJoined) frame;
        type(out, "user_joined");
        member(out, joined.room(), joined.user());
      }
      case USER_LEFT -> {
        ServerFrame.UserLeft left = (ServerFrame.UserLeft) frame;
        type(out, "user_left");
        member(out, left.room(), left.user());
      }
      case MESSAGE_RECEIVED -> {
        Message message = ((ServerFrame.MessageReceived) frame).message();
        roomMessage(out, (Room) message.conversation(), message);
      }
      case MESSAGE_UPDATED -> {
        ServerFrame.MessageUpdated updated = (ServerFrame.MessageUpdated) frame;
        type(out, "message_updated");
        scope(out, updated.scope());
        out.writeObjectFieldStart("message");
        message(out, updated.scope(), updated.message());
        out.writeEndObject();
      }
      case PRIVATE_MESSAGE -> {
        type(out, "private_message");
        privateMessage(out, ((ServerFrame.PrivateReceived) frame).message());
      }
      case PRIVATE_MESSAGE_SENT -> {
        ServerFrame.PrivateSent sent = (ServerFrame.PrivateSent) frame;
        type(out, "private_message_sent");
        privateMessage(out, sent.message());
        MessageJson.text(out, "ref", sent.ref());
      }
      case DIRECT_MESSAGE -> {
        ServerFrame.DirectMessage direct = (ServerFrame.DirectMessage) frame;
        message(out, direct.scope(), direct.message());
        if (direct.toUsername() == null) {
          out.writeNullField("toUsername");
        } else {
          out.writeStringField("toUsername", direct.toUsername());
        }
      }
      case TYPING_INDICATOR -> {
        ServerFrame.TypingIndicator typing = (ServerFrame.TypingIndicator) frame;
        type(out, "typing_indicator");
        member(out, typing.room(), typing.user());
        out.writeBooleanField("isTyping", typing.isTyping());
      }
      case ERROR -> {
        ServerFrame.Failed failed = (ServerFrame.Failed) frame;
        ProtocolError error = failed.error();
        type(out, "error");
        out.writeStringField("code", error.code().wireName());
        out.writeStringField("message", error.message());
        if (error.retryAfterMillis() > 0) {
          out.writeNumberField("retryAfterMs", error.retryAfterMillis());
        }
        Scope scope = failed.scope();
        if (scope != null) {
          scope(out, scope);
        }
        MessageJson.text(out, "ref", failed.ref());
      }
      case WELCOME -> welcome(out, (ServerFrame.Welcome) frame);
      case AUTHENTICATED -> {
        ServerFrame.Authenticated authenticated = (ServerFrame.Authenticated) frame;
        type(out, "authenticated");
        field(out, USER_ID, authenticated.userId());
        expiry(out, authenticated.expiry());
        MessageJson.text(out, "ref", authenticated.ref());
      }
      case ACK -> {
        ServerFrame.Ack ack = (ServerFrame.Ack) frame;
        type(out, "ack");
        field(out, ID, ack.message().id());
        out.writeNumberField("seq", ack.message().seq());
        timestamp(out, ack.message().timestamp());
        out.writeBooleanField("duplicate", ack.duplicate());
        MessageJson.text(out, "ref", ack.ref());
      }
      case HISTORY_PAGE -> {
        ServerFrame.HistoryPage page = (ServerFrame.HistoryPage) frame;
        type(out, "history_page");
        scope(out, page.scope());
        messages(out, page.scope(), page.messages());
        out.writeBooleanField("hasMore", page.hasMore());
        MessageJson.text(out, "ref", page.ref());
      }
      case PONG -> {
        type(out, "pong");
        MessageJson.text(out, "ref", ((ServerFrame.Pong) frame).ref());
      }
    }
  }

  private void welcome(JsonGenerator out, ServerFrame.Welcome welcome) throws IOException {
    type(out, "welcome");
    field(out, USER_ID, welcome.userId());
    out.writeStringField("connectionId", welcome.connectionId());
    out.writeStringField("resumeToken", welcome.resumeToken());
    Limits limits = welcome.limits();
    out.writeObjectFieldStart("limits");
    out.writeNumberField("contentLength", limits.contentLength());
    out.writeNumberField("usernameLength", limits.usernameLength());
    out.writeNumberField("roomNameLength", limits.roomNameLength());
    out.writeNumberField("rooms", limits.rooms());
    out.writeNumberField("historyPage", limits.historyPage());
    out.writeEndObject();
    out.writeNumberField("heartbeatSeconds", limits.heartbeatSeconds());
    expiry(out, welcome.expiry());
    out.writeBooleanField("resumed", welcome.resumed());
    MessageJson.text(out, "ref", welcome.ref());
  }

  private void history(JsonGenerator out, ServerFrame.MessageHistory history) throws IOException {
    type(out, "message_history");
    scope(out, history.scope());
    messages(out, history.scope(), history.messages());
    Boolean complete = history.complete();
    if (complete != null) {
      out.writeBooleanField("complete", complete);
    }
    if (history.more()) {
      out.writeBooleanField("more", true);
    }
    MessageJson.text(out, "ref", history.ref());
  }

  private void messages(JsonGenerator out, Scope scope, List<Message> messages) throws IOException {
    out.writeArrayFieldStart("messages");
    for (Message message : messages) {
      out.writeStartObject();
      message(out, scope, message);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void scope(JsonGenerator out, Scope scope) throws IOException {
    if (scope.conversation() instanceof Room room) {
      field(out, ROOM, room.name());
    } else if (scope.conversation() instanceof Direct direct) {
      out.writeStringField("with", direct.other(scope.viewerId()));
    }
  }

  /** A message of a log, with its type, as it is in a frame of its own or in a list of others. */
  private void message(JsonGenerator out, Scope scope, Message message) throws IOException {
    if (scope.conversation() instanceof Room room) {
      roomMessage(out, room, message);
    } else {
      directMessage(out, (Direct) scope.conversation(), scope.viewerId(), message);
    }
  }

  private void roomMessage(JsonGenerator out, Room room, Message message) throws IOException {
    out.writeFieldName(TYPE);
    out.writeString(MESSAGE_RECEIVED);
    field(out, ID, message.id());
    field(out, ROOM, room.name());
    field(out, USER_ID, message.sender().id());
    field(out, USERNAME, message.sender().displayName());
    state(out, message);
  }

  private void directMessage(JsonGenerator out, Direct direct, String viewerId, Message message)
      throws IOException {
    User sender = message.sender();
    type(out, sender.id().equals(viewerId) ? "private_message_sent" : "private_message");
    field(out, ID, message.id());
    scope(out, new Scope(direct, viewerId));
    out.writeStringField("fromId", sender.id());
    out.writeStringField("fromUsername", sender.displayName());
    out.writeStringField("toId", direct.other(sender.id()));
    out.writeStringField("epoch", message.epoch());
    state(out, message);
  }

  private void state(JsonGenerator out, Message message) throws IOException {
    field(out, CONTENT, message.content());
    timestamp(out, message.timestamp());
    out.writeNumberField("seq", message.seq());
    if (message.revision() > 0) {
      out.writeNumberField("revision", message.revision());
    }
    if (!message.clientMessageId().equals(message.id())) {
      out.writeStringField("clientMessageId", message.clientMessageId());
    }
    MessageJson.text(out, "replyTo", message.replyTo());
    MessageJson.texts(out, "mentions", message.mentions());
    MessageJson.attachments(out, message.attachments(), 1);
    Instant editedAt = message.editedAt();
    if (editedAt != null) {
      out.writeStringField("editedAt", timestamps.format(editedAt));
    }
    if (message.deleted()) {
      out.writeBooleanField("deleted", true);
    }
    MessageJson.reactions(out, message.reactions());
  }

  private void privateMessage(JsonGenerator out, PrivateMessage message) throws IOException {
    out.writeStringField("fromId", message.from().userId());
    out.writeStringField("fromUsername", message.from().username());
    out.writeStringField("toId", message.to().userId());
    if (message.to().username().isEmpty()) {
      out.writeNullField("toUsername");
    } else {
      out.writeStringField("toUsername", message.to().username());
    }
    field(out, CONTENT, message.content());
    timestamp(out, message.timestamp());
  }

  private void timestamp(JsonGenerator out, Instant timestamp) throws IOException {
    field(out, TIMESTAMP, timestamps.format(timestamp));
  }

  private void expiry(JsonGenerator out, @Nullable Expiry expiry) throws IOException {
    if (expiry != null) {
      out.writeStringField("expiresAt", timestamps.format(expiry.at()));
      out.writeNumberField("expiresInMs", expiry.inMillis());
    }
  }

  private static void position(JsonGenerator out, Position position) throws IOException {
    out.writeStringField("epoch", position.epoch());
    out.writeNumberField("seq", position.seq());
    out.writeNumberField("revision", position.revision());
  }

  private static void member(JsonGenerator out, Room room, Member member) throws IOException {
    field(out, ROOM, room.name());
    field(out, USERNAME, member.username());
    field(out, USER_ID, member.userId());
  }

  private static void type(JsonGenerator out, String type) throws IOException {
    out.writeFieldName(TYPE);
    out.writeString(type);
  }

  private static void field(JsonGenerator out, SerializedString name, String value)
      throws IOException {
    out.writeFieldName(name);
    out.writeString(value);
  }
}
