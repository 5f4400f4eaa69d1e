package dev.chatengine.transport.ws.frame;

import dev.chatengine.spi.ConnectionRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.HandshakeState;
import org.java_websocket.enums.Opcode;
import org.java_websocket.enums.Role;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.framing.PongFrame;
import org.java_websocket.handshake.HandshakeImpl1Client;
import org.java_websocket.handshake.HandshakeImpl1Server;
import org.java_websocket.protocols.IProtocol;
import org.java_websocket.protocols.Protocol;

/**
 * What Java-WebSocket does: the response of the opening handshake, and decoding and encoding
 * control frames. Its draft never sees a part of a frame, so it keeps no state between calls: one
 * serves all connections of an event loop. Not for several threads.
 */
public final class Codec {
  private static final int MAX_REASON_BYTES = 123;
  private static final byte[] NO_BYTES = {};

  private final Draft_6455 draft;
  private final byte[] ping;

  public Codec(List<String> subprotocols) {
    List<IProtocol> protocols = new ArrayList<>();
    subprotocols.forEach(name -> protocols.add(new Protocol(name)));
    // A client that asks for no known subprotocol is served without one.
    protocols.add(new Protocol(""));
    // No extensions: what permessage-deflate inflates escapes every limit.
    draft = new Draft_6455(List.of(), protocols);
    draft.setParseMode(Role.SERVER);
    ping = encode(new PingFrame());
  }

  /**
   * Makes the response to an upgrade request whose version and key have been checked.
   *
   * @return the response, empty if the library refuses the request
   */
  public byte[] handshake(ConnectionRequest request) {
    // The library repeats the Connection header of the request in its response, so that is ours.
    HandshakeImpl1Client asked = new HandshakeImpl1Client();
    asked.setResourceDescriptor(request.path());
    asked.put("Connection", "Upgrade");
    asked.put("Upgrade", "websocket");
    asked.put("Sec-WebSocket-Version", "13");
    asked.put("Sec-WebSocket-Key", request.header("sec-websocket-key").orElse(""));
    asked.put(
        "Sec-WebSocket-Protocol", String.join(",", request.headers("sec-websocket-protocol")));
    try {
      if (draft.acceptHandshakeAsServer(asked) != HandshakeState.MATCHED) {
        return NO_BYTES;
      }
      HandshakeImpl1Server answer = new HandshakeImpl1Server();
      draft.postProcessHandshakeResponseAsServer(asked, answer);
      answer.setHttpStatusMessage("Switching Protocols");
      answer.put("Server", "ChatEngine");
      return bytes(draft.createHandshake(answer).get(0));
    } catch (InvalidHandshakeException e) {
      return NO_BYTES;
    }
  }

  /** A control frame that came in. */
  public static final class Control {
    private final Opcode opcode;
    private final byte[] payload;

    Control(Opcode opcode, byte[] payload) {
      this.opcode = opcode;
      this.payload = payload;
    }

    public Opcode opcode() {
      return opcode;
    }

    public byte[] payload() {
      return payload;
    }

    /** For a close frame: its code, 1005 if it has none. */
    public int closeCode() {
      return payload.length < 2
          ? CloseFrame.NOCODE
          : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }
  }

  /**
   * Reads a control frame.
   *
   * @param bytes hold the whole frame as it came
   * @throws InvalidDataException if it breaks the protocol; holds the close code
   */
  public Control decode(byte[] bytes, int from, int to) throws InvalidDataException {
    // Copied: the library ignores where in its array a buffer begins.
    byte[] own = Arrays.copyOfRange(bytes, from, to);
    Framedata frame;
    try {
      frame = draft.translateFrame(ByteBuffer.wrap(own)).get(0);
    } catch (RuntimeException e) {
      // A close reason that is not UTF-8 ends in a NullPointerException there.
      throw new InvalidDataException(CloseFrame.NO_UTF8, "control frame");
    }
    if (frame instanceof CloseFrame close) {
      // The close frame forgets its payload, and makes 1000 of none at all.
      if (to - from == 6) {
        return new Control(Opcode.CLOSING, NO_BYTES);
      }
      int code = close.getCloseCode();
      return new Control(Opcode.CLOSING, new byte[] {(byte) (code >>> 8), (byte) code});
    }
    return new Control(frame.getOpcode(), bytes(frame.getPayloadData()));
  }

  public byte[] ping() {
    return ping;
  }

  public byte[] pong(byte[] payload) {
    PongFrame pong = new PongFrame();
    pong.setPayload(ByteBuffer.wrap(payload));
    return encode(pong);
  }

  /**
   * A close frame.
   *
   * @param code 1005 for one without a code
   * @param reason cut to what a close frame can hold
   */
  public byte[] close(int code, String reason) {
    CloseFrame close = new CloseFrame();
    close.setReason(code == CloseFrame.NOCODE ? "" : cut(reason));
    close.setCode(code);
    return encode(close);
  }

  /** Cuts between characters. */
  private static String cut(String reason) {
    int bytes = 0;
    for (int i = 0; i < reason.length(); ) {
      int character = reason.codePointAt(i);
      bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
      if (bytes > MAX_REASON_BYTES) {
        return reason.substring(0, i);
      }
      i += Character.charCount(character);
    }
    return reason;
  }

  private byte[] encode(Framedata frame) {
    return bytes(draft.createBinaryFrame(frame));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
