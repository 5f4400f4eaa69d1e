package dev.chatengine.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.chatengine.model.Text;
import dev.chatengine.protocol.json.JsonLibrary;
import dev.chatengine.text.JsText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the JSON text of one frame (RFC 8259). Of equal keys the last counts; unknown fields and
 * values are skipped. Safe for all threads.
 */
public final class FrameDecoder {
  /** Deeper nesting is answered as invalid JSON; no frame of the protocol needs more than 4. */
  static final int MAX_DEPTH = 128;

  private static final int MAX_NUMBER_LENGTH = 1_000;
  private static final int MAX_TYPE_ECHO = 100;

  private static final ClientRequest INVALID_JSON =
      new ClientRequest(new ClientFrame.Malformed(ProtocolError.INVALID_JSON), null, null);

  private final JsonFactory json;

  /** A decoder for frames of any size; the transport bounds them. */
  public FrameDecoder() {
    JsonLibrary.requireUsable();
    // Without detection the bytes are UTF-8 and nothing else: a byte order mark is an error, as it
    // is to a browser's JSON.parse. Clients choose field names, so they are not interned.
    json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
  }

  /**
   * Decodes a frame. Text that is no frame becomes {@link ClientFrame.Malformed}; nothing is
   * thrown.
   *
   * @param text the bytes from position to limit, which are all read when this returns
   */
  public ClientRequest decode(ByteBuffer text) {
    byte[] bytes;
    int offset;
    int length = text.remaining();
    if (text.hasArray()) {
      bytes = text.array();
      offset = text.arrayOffset() + text.position();
      text.position(text.limit());
    } else {
      bytes = new byte[length];
      offset = 0;
      text.get(bytes);
    }
    try (JsonParser parser = json.createParser(bytes, offset, length)) {
      return decode(parser);
    } catch (JsonProcessingException e) {
      return INVALID_JSON;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static ClientRequest decode(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return INVALID_JSON;
    }
    Fields fields = new Fields();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      fields.read(name, value, parser);
    }
    if (parser.nextToken() != null) {
      return INVALID_JSON;
    }
    return fields.request();
  }

  /** The fields of a frame, in any order. */
  private static final class Fields {
    private String type = "undefined";
    private boolean typed;
    private @Nullable String username;
    private @Nullable String room;
    private @Nullable String content;
    private @Nullable String targetId;

    /** Whether a text cannot be encoded in UTF-8. */
    private boolean malformed;

    private final ExtensionFields extensions = new ExtensionFields();

    void read(String name, JsonToken value, JsonParser parser) throws IOException {
      switch (name) {
        case "type" -> {
          typed = value == JsonToken.VALUE_STRING;
          type = value.isScalarValue() ? parser.getText() : "";
          parser.skipChildren();
        }
        case "username" -> username = text(value, parser);
        case "room" -> room = text(value, parser);
        case "content" -> content = text(value, parser);
        case "targetId" -> targetId = text(value, parser);
        default -> {
          if (ExtensionFields.knows(name)) {
            extensions.read(name, parser);
          } else {
            parser.skipChildren();
          }
        }
      }
    }

    ClientRequest request() {
      String ref = extensions.ref();
      if (malformed) {
        return new ClientRequest(new ClientFrame.Malformed(ProtocolError.INVALID_JSON), ref, null);
      }
      ClientFrame frame = typed ? frame() : null;
      if (frame == null) {
        frame = new ClientFrame.Malformed(ProtocolError.unknownType(shown(type)));
      }
      return new ClientRequest(frame, ref, extensions.problem());
    }

    private @Nullable ClientFrame frame() {
      return switch (type) {
        case "chat_message" ->
            new ClientFrame.ChatMessage(content, room, extensions.messageExtras());
        case "typing_start" -> new ClientFrame.Typing(true, room);
        case "typing_stop" -> new ClientFrame.Typing(false, room);
        case "private_message" ->
            new ClientFrame.PrivateMessage(targetId, content, extensions.messageExtras());
        case "set_username" -> new ClientFrame.SetUsername(username);
        case "join_room" -> new ClientFrame.JoinRoom(room, extensions.keep(), extensions.since());
        case "leave_room" -> new ClientFrame.LeaveRoom(room);
        case "hello" ->
            new ClientFrame.Hello(
                extensions.version(),
                extensions.token(),
                extensions.resume(),
                extensions.positions("rooms"),
                extensions.optionalPositions("direct"));
        case "authenticate" -> new ClientFrame.Authenticate(extensions.token());
        case "get_history" ->
            new ClientFrame.GetHistory(
                room,
                extensions.with(),
                extensions.seq("before"),
                extensions.seq("after"),
                extensions.limit());
        case "ping" -> ClientFrame.Ping.INSTANCE;
        default -> null;
      };
    }

    private static String shown(String type) {
      return Text.isWellFormed(type) ? JsText.cut(type, MAX_TYPE_ECHO) : "";
    }

    private @Nullable String text(JsonToken value, JsonParser parser) throws IOException {
      if (value != JsonToken.VALUE_STRING) {
        parser.skipChildren();
        return null;
      }
      String text = parser.getText();
      malformed |= !Text.isWellFormed(text);
      return text;
    }
  }
}
