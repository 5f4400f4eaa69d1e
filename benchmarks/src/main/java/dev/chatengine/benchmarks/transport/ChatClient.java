package dev.chatengine.benchmarks.transport;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that joins a room and counts the messages it gets. */
final class ChatClient {
  private static final byte[] MESSAGE =
      "{\"type\":\"message_received\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JOINED =
      "{\"type\":\"room_users\"".getBytes(StandardCharsets.US_ASCII);

  private final Socket socket;
  private final DataInputStream in;
  private final byte[] payload = new byte[1 << 20];

  private ChatClient(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
  }

  /**
   * Connects, up to the upgrade.
   *
   * @param tls trusts the server; null without TLS
   */
  static ChatClient connect(int port, Encryption encryption, @Nullable SSLContext tls)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    String protocol = encryption.protocol();
    if (tls != null && protocol != null) {
      SSLSocket encrypted =
          (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", port, true);
      encrypted.setEnabledProtocols(new String[] {protocol});
      socket = encrypted;
    }
    ChatClient client = new ChatClient(socket);
    client.upgrade();
    return client;
  }

  private void upgrade() throws IOException {
    String request =
        """
        GET / HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """;
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 101")) {
      throw new IOException(head.toString());
    }
  }

  /** Joins a room, and waits for the confirmation. */
  void join(String name, String room) throws IOException {
    send("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
    send("{\"type\":\"join_room\",\"room\":\"" + room + "\"}");
    int length = read();
    while (!startsWith(JOINED, length)) {
      length = read();
    }
  }

  /** Counts messages until the connection ends. */
  void count(LongAdder messages) {
    try {
      while (true) {
        if (startsWith(MESSAGE, read())) {
          messages.increment();
        }
      }
    } catch (IOException e) {
      // The end.
    }
  }

  /** Receives every frame until the connection ends. */
  void listen(Consumer<String> frames) {
    try {
      while (true) {
        frames.accept(new String(payload, 0, read(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The end.
    }
  }

  /** Sends bytes unchanged. */
  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void send(String text) throws IOException {
    write(frame(0x81, text));
  }

  /**
   * Encodes a frame.
   *
   * @param first its first byte
   * @param text at most 125 bytes
   */
  static byte[] frame(int first, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // A mask of zeros leaves the payload as it is.
    ByteBuffer frame = ByteBuffer.allocate(6 + bytes.length);
    return frame.put((byte) first).put((byte) (0x80 | bytes.length)).putInt(0).put(bytes).array();
  }

  /** Reads a frame's payload, and returns its length. */
  private int read() throws IOException {
    in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    in.readFully(payload, 0, length);
    return length;
  }

  private boolean startsWith(byte[] prefix, int length) {
    if (length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (payload[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  void close() throws IOException {
    socket.close();
  }
}
