package dev.chatengine.benchmarks.cluster;

import dev.chatengine.ChatEngine;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * A member of a room without a network. It counts messages, checks their numbers, and reports the
 * latency of each from the sending time in the message: sender and receiver share a clock.
 */
final class NodeMember implements ClientConnection {
  private static final byte[] MESSAGE = ascii("{\"type\":\"message_received\"");
  private static final byte[] USERS = ascii("{\"type\":\"room_users\"");
  private static final byte[] CONTENT = ascii("\"content\":\"");
  private static final byte[] SEQ = ascii("\"seq\":");

  private final ClientSession session;
  private final CountDownLatch joined = new CountDownLatch(1);
  private final AtomicLong received = new AtomicLong();
  private final LongConsumer latencies;
  private volatile long lastSeq;
  private volatile String fault = "";

  /**
   * @param latencies receives the latency of each message, in nanoseconds
   */
  NodeMember(ChatEngine engine, String name, String room, LongConsumer latencies)
      throws InterruptedException {
    this.latencies = latencies;
    session = engine.connect(ConnectionRequest.builder("127.0.0.1").build(), this);
    send("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
    send("{\"type\":\"join_room\",\"room\":\"" + room + "\"}");
    if (!joined.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException(name + " could not join " + room);
    }
  }

  /** Sends a message to the room, which contains its sending time. */
  synchronized void send() {
    send("{\"type\":\"chat_message\",\"content\":\"" + System.nanoTime() + "\"}");
  }

  private synchronized void send(String frame) {
    session.receive(StandardCharsets.UTF_8.encode(frame));
  }

  long received() {
    return received.get();
  }

  /** The last fault in what it received; empty if none. */
  String fault() {
    return fault;
  }

  @Override
  public void enqueue(OutboundFrame frame) {
    ByteBuffer payload = frame.payload();
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    if (startsWith(bytes, MESSAGE)) {
      latencies.accept(System.nanoTime() - number(bytes, CONTENT));
      long seq = number(bytes, SEQ);
      if (seq != lastSeq + 1 && lastSeq != 0) {
        fault = "message " + seq + " after " + lastSeq;
      }
      lastSeq = seq;
      received.incrementAndGet();
    } else if (startsWith(bytes, USERS)) {
      joined.countDown();
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The number after a text. */
  private static long number(byte[] bytes, byte[] behind) {
    int at = 0;
    while (!Arrays.equals(bytes, at, at + behind.length, behind, 0, behind.length)) {
      at++;
    }
    long number = 0;
    for (int i = at + behind.length; i < bytes.length && Character.isDigit(bytes[i]); i++) {
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }

  @Override
  public void flush() {}

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public void close(CloseCode code, String reason) {
    session.closed(code.code());
  }
}
