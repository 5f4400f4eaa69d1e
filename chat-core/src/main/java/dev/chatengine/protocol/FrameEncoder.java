package dev.chatengine.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.spi.OutboundFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

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
  private static final int INITIAL_SIZE = 512;

  private final JsonFactory json = new JsonFactory();
  private final TimestampFormat timestamps = new TimestampFormat();

  /** Encodes a frame once, for as many connections as it goes to. */
  public OutboundFrame encode(ServerFrame frame) {
    try (ByteArrayBuilder bytes = new ByteArrayBuilder(INITIAL_SIZE)) {
      try (JsonGenerator out = json.createGenerator(bytes)) {
        out.writeStartObject();
        write(frame, out);
        out.writeEndObject();
      }
      return new OutboundFrame(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  private void write(ServerFrame frame, JsonGenerator out) throws IOException {
    switch (frame.kind()) {
      case CONNECTION -> {
        type(out, "connection");
        out.writeStringField("clientId", ((ServerFrame.Connection) frame).clientId());
        out.writeStringField("message", "Connected to chat server");
      }
      case USERNAME_SET -> {
        type(out, "username_set");
        field(out, USERNAME, ((ServerFrame.UsernameSet) frame).username());
      }
      case ROOM_JOINED -> {
        type(out, "room_joined");
        field(out, ROOM, ((ServerFrame.RoomJoined) frame).room());
      }
      case ROOM_LEFT -> {
        type(out, "room_left");
        field(out, ROOM, ((ServerFrame.RoomLeft) frame).room());
      }
      case MESSAGE_HISTORY -> {
        type(out, "message_history");
        out.writeArrayFieldStart("messages");
        for (Message message : ((ServerFrame.MessageHistory) frame).messages()) {
          out.writeStartObject();
          message(out, message);
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      case ROOM_USERS -> {
        type(out, "room_users");
        out.writeArrayFieldStart("users");
        for (Member member : ((ServerFrame.RoomUsers) frame).users()) {
          out.writeStartObject();
          field(out, ID, member.userId());
          field(out, USERNAME, member.username());
          out.writeEndObject();
        }
        out.writeEndArray();
      }
      case USER_JOINED -> {
        type(out, "user_joined");
        member(out, ((ServerFrame.UserJoined) frame).user());
      }
      case USER_LEFT -> {
        type(out, "user_left");
        member(out, ((ServerFrame.UserLeft) frame).user());
      }
      case MESSAGE_RECEIVED -> message(out, ((ServerFrame.MessageReceived) frame).message());
      case PRIVATE_MESSAGE -> {
        type(out, "private_message");
        privateMessage(out, ((ServerFrame.PrivateReceived) frame).message());
      }
      case PRIVATE_MESSAGE_SENT -> {
        type(out, "private_message_sent");
        privateMessage(out, ((ServerFrame.PrivateSent) frame).message());
      }
      case TYPING_INDICATOR -> {
        ServerFrame.TypingIndicator typing = (ServerFrame.TypingIndicator) frame;
        type(out, "typing_indicator");
        member(out, typing.user());
        out.writeBooleanField("isTyping", typing.isTyping());
      }
      case ERROR -> {
        ProtocolError error = ((ServerFrame.Failed) frame).error();
        type(out, "error");
        out.writeStringField("code", error.code().wireName());
        out.writeStringField("message", error.message());
        if (error.retryAfterMillis() > 0) {
          out.writeNumberField("retryAfterMs", error.retryAfterMillis());
        }
      }
    }
  }

  private void message(JsonGenerator out, Message message) throws IOException {
    out.writeFieldName(TYPE);
    out.writeString(MESSAGE_RECEIVED);
    field(out, ID, message.id());
    if (message.conversation() instanceof Room room) {
      field(out, ROOM, room.name());
    }
    field(out, USER_ID, message.sender().id());
    field(out, USERNAME, message.sender().displayName());
    field(out, CONTENT, message.content());
    timestamp(out, message.timestamp());
    out.writeNumberField("seq", message.seq());
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
    field(out, TIMESTAMP, timestamps.format(timestamp.toEpochMilli()));
  }

  private static void member(JsonGenerator out, Member member) throws IOException {
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
