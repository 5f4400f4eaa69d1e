package dev.chatengine.benchmarks.load.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of a load client: connects, upgrades, and splits its input into frames. Used on its
 * client's thread only.
 */
public final class LoadConnection {
  /** Receives the messages of all connections, whose bytes are valid during the call. */
  interface Messages {
    /** A whole text message has arrived. */
    void text(LoadConnection connection, byte[] bytes, int from, int length);
  }

  private static final byte[] NONE = {};
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final String ACCEPTED = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  private static final int MAX_HEAD = 16_384;

  private final int index;
  private final OutBuffer out = new OutBuffer();
  private final SocketChannel channel;
  private final SelectionKey key;
  private byte[] rest = NONE;
  private boolean upgraded;

  /** The last step of the login, for reports of where a connection is stuck. */
  public Login.Step step = Login.Step.CONNECTING;

  /** How many room_joined are missing. */
  public int joining;

  /** Whether the client flushes the connection at the end of the round. */
  boolean touched;

  private LoadConnection(int index, SocketChannel channel, SelectionKey key) {
    this.index = index;
    this.channel = channel;
    this.key = key;
  }

  /**
   * Begins to connect.
   *
   * @param from the local address; null for the system's choice
   */
  public static LoadConnection open(
      int index, Selector selector, InetSocketAddress server, @Nullable InetSocketAddress from)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (from != null) {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(from);
      }
      channel.connect(server);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      LoadConnection connection = new LoadConnection(index, channel, key);
      key.attach(connection);
      return connection;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  public int index() {
    return index;
  }

  public OutBuffer out() {
    return out;
  }

  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Requests the upgrade, once connected. */
  public void upgrade(InetSocketAddress server) throws IOException {
    channel.finishConnect();
    key.interestOps(SelectionKey.OP_READ);
    String request =
        "GET / HTTP/1.1\r\n"
            + "Host: "
            + server.getHostString()
            + ':'
            + server.getPort()
            + "\r\n"
            + "Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    out.add(request.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads once.
   *
   * @throws IOException if the connection has ended, or breaks the protocol
   */
  public void read(ReadBuffer in, Messages messages) throws IOException {
    int end = in.read(channel, rest);
    if (end > rest.length) {
      int done = upgraded ? 0 : head(in.bytes(), end);
      if (upgraded) {
        done = frames(in.bytes(), done, end, messages);
      }
      rest = done == end ? NONE : Arrays.copyOfRange(in.bytes(), done, end);
    }
  }

  /** Reads the head of the upgrade's response. Returns its end, or 0 if it is incomplete. */
  private int head(byte[] bytes, int end) throws IOException {
    String head = new String(bytes, 0, Math.min(end, MAX_HEAD), StandardCharsets.ISO_8859_1);
    int blank = head.indexOf("\r\n\r\n");
    if (blank < 0) {
      if (end >= MAX_HEAD) {
        throw new IOException("the answer to the upgrade does not end");
      }
      return 0;
    }
    if (!head.startsWith("HTTP/1.1 101") || !head.substring(0, blank).contains(ACCEPTED)) {
      throw new IOException("not upgraded: " + head.substring(0, head.indexOf('\r')));
    }
    upgraded = true;
    return blank + 4;
  }

  /** Passes on all whole frames; returns the index of the first incomplete one. */
  private int frames(byte[] bytes, int start, int end, Messages messages) throws IOException {
    int at = start;
    while (end - at >= 2) {
      int length = bytes[at + 1];
      int payload = at + 2;
      if (length < 0) {
        throw new IOException("a masked frame");
      }
      if (length == 126) {
        payload = at + 4;
        length = payload > end ? 0 : (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff);
      } else if (length == 127) {
        payload = at + 10;
        length = payload > end ? 0 : Math.toIntExact(longAt(bytes, at + 2));
      }
      if (payload > end || length > end - payload) {
        break;
      }
      frame(bytes[at], bytes, payload, length, messages);
      at = payload + length;
    }
    return at;
  }

  private static long longAt(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes, at, Long.BYTES).getLong();
  }

  private void frame(int first, byte[] bytes, int from, int length, Messages messages)
      throws IOException {
    switch (first & 0xff) {
      case 0x80 | TEXT -> messages.text(this, bytes, from, length);
      case 0x80 | PING -> out.frame(PONG, bytes, from, length);
      case 0x80 | PONG -> {}
      case 0x80 | CLOSE ->
          throw new IOException(
              "closed with "
                  + (length < 2 ? 1005 : (bytes[from] & 0xff) << 8 | (bytes[from + 1] & 0xff)));
      default -> throw new IOException("a frame that begins with " + (first & 0xff));
    }
  }

  /** Enqueues a text message. */
  public void send(byte[] text) {
    out.frame(TEXT, text, 0, text.length);
  }

  /** Sends enqueued bytes, as far as the socket takes them. */
  public void flush(ByteBuffer through) throws IOException {
    boolean all = out.writeTo(channel, through);
    int wanted = all ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The connection has ended either way.
    }
  }
}
