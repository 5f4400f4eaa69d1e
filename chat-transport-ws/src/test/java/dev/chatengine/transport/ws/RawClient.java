package dev.chatengine.transport.ws;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A WebSocket client over a plain blocking socket, which can also break every rule. */
public final class RawClient implements Closeable {
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;
  public static final int FIN = 0x80;

  /** A read that takes this long has failed. */
  private static final int READ_TIMEOUT = 20_000;

  /** A frame of the server's. */
  public static final class Frame {
    public final int first;
    public final byte[] payload;

    Frame(int first, byte[] payload) {
      this.first = first;
      this.payload = payload;
    }

    public int opcode() {
      return first & 0x0f;
    }

    public String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    public int closeCode() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
  }

  /** What TLS is spoken over, or the same as {@link #socket}. */
  private final Socket connected;

  private final Socket socket;
  private final DataInputStream in;

  private RawClient(Socket connected, Socket socket) throws IOException {
    this.connected = connected;
    this.socket = socket;
    // Unbuffered: a slow reader must leave everything to the kernel.
    in = new DataInputStream(socket.getInputStream());
  }

  /** A socket without a request. */
  public static RawClient open(int port) {
    return open(port, 0);
  }

  /** A socket without a request, with a receive buffer of about this size. */
  public static RawClient open(int port, int receiveBuffer) {
    return get(
        () -> {
          Socket socket = connected(port, receiveBuffer);
          return new RawClient(socket, socket);
        });
  }

  /** One that speaks TLS, beginning with its first read or write. */
  public static RawClient openTls(int port, int receiveBuffer, SSLSocketFactory tls) {
    return get(() -> overTls(connected(port, receiveBuffer), tls));
  }

  /** One that speaks TLS over a socket that is connected already. */
  public static RawClient overTls(Socket connected, SSLSocketFactory tls) throws IOException {
    connected.setSoTimeout(READ_TIMEOUT);
    return new RawClient(
        connected, tls.createSocket(connected, "localhost", connected.getPort(), true));
  }

  private static Socket connected(int port, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** A client that has done its handshake. */
  public static RawClient connect(int port) {
    RawClient client = open(port);
    client.upgrade("/");
    return client;
  }

  public Socket socket() {
    return socket;
  }

  /** Restricts a client that speaks TLS to one of its versions. */
  public RawClient withProtocol(String protocol) {
    ((SSLSocket) socket).setEnabledProtocols(new String[] {protocol});
    return this;
  }

  /** Begins the handshake of TLS, or another one. */
  public void startTlsHandshake() {
    run(((SSLSocket) socket)::startHandshake);
  }

  public static String upgradeRequest(String target, String... headers) {
    StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: test\r\n");
    request.append("Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n");
    request.append("Sec-WebSocket-Version: 13\r\n");
    request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  /** A request for an upgrade without further headers, as bytes. */
  public static byte[] upgradeBytes() {
    return upgradeRequest("/").getBytes(StandardCharsets.US_ASCII);
  }

  /** Does the handshake, and returns the head of the answer. */
  public String upgrade(String target, String... headers) {
    send(upgradeRequest(target, headers));
    String answer = readHead();
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new IllegalStateException(answer);
    }
    return answer;
  }

  public void send(String latin1) {
    send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends some parts in one go. */
  public void send(byte[]... parts) {
    run(() -> socket.getOutputStream().write(join(parts)));
  }

  public void sendText(String text) {
    send(textFrame(text));
  }

  public void sendClose(int code) {
    send(frame(FIN | CLOSE, new byte[] {(byte) (code >> 8), (byte) code}));
  }

  /** A masked frame with a whole text message. */
  public static byte[] textFrame(String text) {
    return frame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A masked frame. */
  public static byte[] frame(int first, byte[] payload) {
    byte[] header = header(first, payload.length);
    byte[] frame = Arrays.copyOf(header, header.length + payload.length);
    for (int i = 0; i < payload.length; i++) {
      frame[header.length + i] = (byte) (payload[i] ^ header[header.length - 4 + i % 4]);
    }
    return frame;
  }

  /** The header of a masked frame, its key included. */
  public static byte[] header(int first, long length) {
    ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
    if (length < 126) {
      header.put((byte) (0x80 | length));
    } else if (length < 65_536) {
      header.put((byte) (0x80 | 126)).putShort((short) length);
    } else {
      header.put((byte) (0x80 | 127)).putLong(length);
    }
    header.putInt(ThreadLocalRandom.current().nextInt());
    return Arrays.copyOf(header.array(), header.position());
  }

  /** The head of an HTTP response. */
  public String readHead() {
    StringBuilder head = new StringBuilder();
    try {
      while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
        head.append((char) in.readUnsignedByte());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("after: " + head, e);
    }
    return head.toString();
  }

  /** All that comes until the server closes. */
  public String readToEnd() {
    return get(() -> new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
  }

  public Frame read() {
    return get(
        () -> {
          int first = in.readUnsignedByte();
          int second = in.readUnsignedByte();
          if (second >= 0x80) {
            throw new IllegalStateException("the server masked a frame");
          }
          long length =
              second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
          byte[] payload = new byte[Math.toIntExact(length)];
          in.readFully(payload);
          return new Frame(first, payload);
        });
  }

  /** Reads and forgets all frames up to the close frame, and returns that. */
  public Frame readToClose() {
    Frame frame = read();
    while (frame.opcode() != CLOSE) {
      frame = read();
    }
    return frame;
  }

  /** The next text message; anything else is a failure, but for the pings of a long wait. */
  public String readText() {
    Frame frame = read();
    while (frame.opcode() == PING) {
      frame = read();
    }
    if (frame.first != (FIN | TEXT)) {
      throw new IllegalStateException(
          "expected text, got " + Integer.toHexString(frame.first) + " " + frame.closeCode());
    }
    return frame.text();
  }

  /** The code of the close frame that has to come next, or 1006 if the connection ends instead. */
  public int readClose() {
    try {
      Frame frame = read();
      if (frame.opcode() != CLOSE) {
        throw new IllegalStateException("expected close, got " + frame.opcode());
      }
      return frame.closeCode();
    } catch (UncheckedIOException e) {
      return 1006;
    }
  }

  /** Waits for the end, however it comes. */
  public void readToEndOrReset() {
    try {
      in.readAllBytes();
    } catch (IOException e) {
      // That is an end.
    }
  }

  /** A record of TLS, as it comes; for a client that does not speak it itself. */
  public byte[] readRecord() {
    return get(
        () -> {
          byte[] header = in.readNBytes(5);
          return join(header, in.readNBytes((header[3] & 0xff) << 8 | (header[4] & 0xff)));
        });
  }

  /** Sends bytes as they are, past TLS. */
  public void sendBelowTls(byte[] bytes) {
    run(() -> connected.getOutputStream().write(bytes));
  }

  /** Ends the connection as TCP does when nobody tells TLS. */
  public void vanish() {
    run(connected::close);
  }

  /** Waits for the end; true if it was an orderly one. */
  public boolean readEnd() {
    try {
      return in.read() < 0;
    } catch (EOFException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the connection with a RST. */
  public void reset() {
    run(() -> connected.setSoLinger(true, 0));
    run(connected::close);
  }

  public void shutOutput() {
    run(socket::shutdownOutput);
  }

  /** The same bytes a number of times. */
  public static byte[] times(int count, byte[] bytes) {
    byte[][] all = new byte[count][];
    Arrays.fill(all, bytes);
    return join(all);
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  @Override
  public void close() {
    run(socket::close);
  }

  @FunctionalInterface
  private interface Read<T> {
    T read() throws IOException;
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
  }

  private static <T> T get(Read<T> read) {
    try {
      return read.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
