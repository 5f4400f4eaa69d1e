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
 * The parts for which Java-WebSocket is used: the response of the opening handshake, and control
 * frames. Each call passes whole frames, so the library's draft keeps no state between calls, and
 * one codec serves all connections of an event loop. Not for several threads.
 */
public final class Codec {
  private static final int MAX_REASON_BYTES = 123;
  private static final byte[] NO_BYTES = {};

  private final Draft_6455 draft;
  private final byte[] ping;

  public Codec(List<String> subprotocols) {
    List<IProtocol> protocols = new ArrayList<>();
    subprotocols.forEach(name -> protocols.add(new Protocol(name)));
    // A client that offers no supported subprotocol is served without one.
    protocols.add(new Protocol(""));
    // No extensions: inflated data of permessage-deflate would escape every limit.
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
    // The library copies the request's Connection header into its response, so ours is set here.
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

  /** A received control frame. */
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

    /** The code of a close frame; 1005 if it has none. */
    public int closeCode() {
      return payload.length < 2
          ? CloseFrame.NOCODE
          : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }
  }

  /**
   * Reads a control frame.
   *
   * @param bytes contain the whole frame, still masked
   * @throws InvalidDataException if it breaks the protocol; carries the close code
   */
  public Control decode(byte[] bytes, int from, int to) throws InvalidDataException {
    // Copied, because the library ignores the buffer's offset in its array.
    byte[] own = Arrays.copyOfRange(bytes, from, to);
    Framedata frame;
    try {
      frame = draft.translateFrame(ByteBuffer.wrap(own)).get(0);
    } catch (RuntimeException e) {
      // The library throws NullPointerException if a close reason is not UTF-8.
      throw new InvalidDataException(CloseFrame.NO_UTF8, "control frame");
    }
    if (frame instanceof CloseFrame close) {
      // The library's close frame loses its payload, and replaces a missing code by 1000.
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

  /** Cuts at a character boundary. */
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
