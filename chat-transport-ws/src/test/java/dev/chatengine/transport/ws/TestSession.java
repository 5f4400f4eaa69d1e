package dev.chatengine.transport.ws;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Records what it is called with, and echoes every message. */
public class TestSession implements ClientSession {
  public static final String LARGE = "x".repeat(100_000);

  public final ConnectionRequest request;
  public final ClientConnection connection;
  public final List<String> received = new CopyOnWriteArrayList<>();
  public final List<Integer> closed = new CopyOnWriteArrayList<>();
  public final AtomicInteger drained = new AtomicInteger();
  public volatile long lowWaterMark = 1 << 20;

  /** What it does with a text. */
  public volatile BiConsumer<TestSession, String> onText = TestSession::send;

  public TestSession(Admission admission, ClientConnection connection) {
    this.request = admission.request();
    this.connection = connection;
  }

  public static OutboundFrame frame(String text) {
    return new OutboundFrame(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  public void send(String text) {
    connection.enqueue(frame(text));
    connection.flush();
  }

  /** Sends so many messages of 100,000 bytes; 200 are more than a kernel takes in. */
  public void sendLarge(int count) {
    for (int i = 0; i < count; i++) {
      send(LARGE);
    }
  }

  @Override
  public void receive(ByteBuffer bytes) {
    String text = text(bytes);
    received.add(text);
    onText.accept(this, text);
  }

  @Override
  public void drained() {
    drained.incrementAndGet();
  }

  @Override
  public long lowWaterMark() {
    return lowWaterMark;
  }

  @Override
  public void closed(int code) {
    closed.add(code);
  }
}
